/**
 * Keeps the index equal to PostgreSQL: load, then live, then stale for as long as the database is
 * away. Reading the index never waits for anything in here. And says how far it has come: a row in
 * the database by which the nodes know of each other, and of which changes each has in force.
 */
package io.ringfence.sync;
