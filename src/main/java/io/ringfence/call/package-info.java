/**
 * The main path: one call from the verified webhook to its answer. Is handed the index and a
 * consumer of call records; never sees the database.
 */
package io.ringfence.call;
