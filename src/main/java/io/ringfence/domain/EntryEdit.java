package io.ringfence.domain;

/** What became of a write to one entry that is named by its id. */
public sealed interface EntryEdit {
  /** It was done, or there was nothing to do. */
  record Done(EntryWrite write) implements EntryEdit {}

  /** There is no such entry, or it is another's, or of the other effect. */
  record Absent() implements EntryEdit {}

  /** Nothing was done: the entry has another revision than was expected. */
  record Stale() implements EntryEdit {}

  /**
   * Nothing was done: it no longer stands, or its end has passed.
   *
   * @param entry as it is
   */
  record Ended(Entry entry) implements EntryEdit {}
}
