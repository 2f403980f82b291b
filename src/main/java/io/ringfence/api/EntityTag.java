package io.ringfence.api;

import io.ringfence.domain.Precondition;
import io.ringfence.domain.Revision;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An entry's revision as an ETag (RFC 9110 §8.8.3). Hits do not change it. */
final class EntityTag {
  /** Exactly as it is written here: another tag, or a weak one, is of nothing that there is. */
  private static final Pattern TAG = Pattern.compile("\"(1[0-5]|[0-9])-(0|[1-9][0-9]{0,17})\"");

  private EntityTag() {}

  static String of(Revision revision) {
    return "\"" + revision.shard() + "-" + revision.seq() + "\"";
  }

  /** What an {@code If-Match} asks for: a list of tags, {@code *}, or null where there is none. */
  static Precondition expected(String ifMatch) {
    if (ifMatch == null) {
      return Precondition.NONE;
    }
    Set<Revision> revisions = new HashSet<>();
    for (String tag : ifMatch.split(",")) {
      Matcher ours = TAG.matcher(tag.strip());
      if (ours.matches()) {
        revisions.add(new Revision(Integer.parseInt(ours.group(1)), Long.parseLong(ours.group(2))));
      } else if (tag.strip().equals("*")) {
        return Precondition.NONE;
      }
    }
    return new Precondition(revisions);
  }
}
