package io.ringfence.api;

import io.ringfence.domain.Revision;

/** An entry's revision as an ETag (RFC 9110 §8.8.3). Hits do not change it. */
final class EntityTag {
  private EntityTag() {}

  static String of(Revision revision) {
    return "\"" + revision.shard() + "-" + revision.seq() + "\"";
  }

  /** Whether an {@code If-Match} names that revision: in a list of tags, or as {@code *}. */
  static boolean matches(String ifMatch, Revision revision) {
    String current = of(revision);
    for (String tag : ifMatch.split(",")) {
      if (tag.strip().equals(current) || tag.strip().equals("*")) {
        return true;
      }
    }
    return false;
  }
}
