package io.ringfence.domain;

/**
 * An entry as it stood at a moment of the past; its hits are those of now.
 *
 * @param state what a decision would have read of it
 */
public record PastEntry(Entry entry, EntryState state) {}
