package io.ringfence;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.number.Numbering;
import io.ringfence.store.EntryStore;
import io.vertx.core.Future;

/** The bans that a demonstration begins with; making them again changes nothing. */
final class Samples {
  private static final Actor DEMONSTRATION = new Actor("demonstration", null, null, null);

  private Samples() {}

  static Future<EntryWrite> add(
      EntryStore entries, Organisation organisation, Kind kind, String value) {
    EntryDraft draft =
        new EntryDraft(
            Effect.BAN,
            kind,
            value,
            value,
            Numbering.version(),
            "A sample",
            null,
            Channel.ALL,
            null,
            false,
            null,
            null,
            null);
    return entries.put(organisation, draft, DEMONSTRATION);
  }
}
