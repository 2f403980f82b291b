/**
 * The audit's chain, recomputed from its rows alone: what the database hashed, byte for byte, and
 * what a row must be to follow the one before. It asks nobody whether the chain holds, and so it
 * imports the JDK only: no SQL, no HTTP, no other room but {@code domain}.
 */
package io.ringfence.audit;
