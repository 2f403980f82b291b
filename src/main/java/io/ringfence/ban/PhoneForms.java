package io.ringfence.ban;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.E164;
import java.util.List;

/**
 * Looks for a number under each form it is known in; one that allows comes before one that bans.
 */
final class PhoneForms {
  private PhoneForms() {}

  /** The deciding entry on any form, or {@link Match#NONE}. */
  static long exact(EntryList entries, CallerId.Known phone, Channel channel, long now) {
    long found = entries.exact(phone.number().digits(), channel, now);
    List<E164> alternates = phone.alternates();
    for (int i = 0; i < alternates.size(); i++) {
      found = Match.stronger(found, entries.exact(alternates.get(i).digits(), channel, now));
    }
    return found;
  }

  /** The deciding entry of the longest prefix of any form, or {@link Match#NONE}. */
  static long longestPrefix(EntryList entries, CallerId.Known phone, Channel channel, long now) {
    long found = entries.longestPrefix(phone.number().digits(), channel, now);
    List<E164> alternates = phone.alternates();
    for (int i = 0; i < alternates.size(); i++) {
      found =
          Match.stronger(found, entries.longestPrefix(alternates.get(i).digits(), channel, now));
    }
    return found;
  }

  /** Whether any form is the number of one of the organisation's own lines, or protected. */
  static boolean isProtected(Directory directory, int organisation, CallerId.Known phone) {
    boolean spared = isProtected(directory, organisation, phone.number().digits());
    List<E164> alternates = phone.alternates();
    for (int i = 0; !spared && i < alternates.size(); i++) {
      spared = isProtected(directory, organisation, alternates.get(i).digits());
    }
    return spared;
  }

  private static boolean isProtected(Directory directory, int organisation, long digits) {
    return directory.ownsNumber(organisation, digits)
        || directory.protectedValues().protects(organisation, digits);
  }
}
