/**
 * The list on disk: written now and then and at the end, read at the start, so that a node serves
 * without its database. Knows neither the database nor the sync.
 */
package io.ringfence.snapshot;
