/**
 * Secrets that every node of a database can open and nobody else: sealed with {@code secrets.key},
 * they lie in tables, travel in the change log and stay in the snapshot file as they are. On the
 * JDK alone; knows neither where they are kept nor what they are for.
 */
package io.ringfence.secrets;
