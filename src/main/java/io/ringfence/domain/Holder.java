package io.ringfence.domain;

/**
 * A value that an entry may be on: everyone whom it holds is banned, or allowed, by that entry.
 *
 * @param value in canonical form
 */
public record Holder(Kind kind, String value) {}
