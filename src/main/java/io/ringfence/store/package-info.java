/**
 * PostgreSQL: the tables, the one write function, the change log, the call records. The only room
 * that knows the SQL client; SQL only with parameters.
 */
package io.ringfence.store;
