/**
 * Keeps the index equal to PostgreSQL: load, then live, then stale for as long as the database is
 * away. Reading the index never waits for anything in here.
 */
package io.ringfence.sync;
