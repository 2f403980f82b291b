/**
 * What is kept of calls and messages, on its way to the database: a queue in memory, a spool on
 * disk while the database is away, then the oldest are dropped and counted. Delays no call and no
 * check.
 */
package io.ringfence.records;
