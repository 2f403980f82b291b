package io.ringfence.api;

import io.ringfence.api.EntryValues.NotUnderstood;
import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.Kind;
import io.ringfence.store.EntryFilter;
import io.ringfence.store.EntryStore;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;

/** The pages of a list. */
final class EntryList {
  private final Effect effect;
  private final EntryStore store;
  private final EntryValues values;

  EntryList(Effect effect, EntryStore store, EntryValues values) {
    this.effect = effect;
    this.store = store;
    this.values = values;
  }

  Future<Answer> answer(ApiCall call) {
    EntryFilter filter = filter(call);
    PageCursor cursor = new PageCursor(call.caller().organisation(), filter.toString());
    int limit = (int) call.number("limit");
    // One more than is shown tells whether there is a next page.
    return store
        .list(call.caller().organisation(), filter, cursor.before(call.text("cursor")), limit + 1)
        .map(found -> Pages.of(found, limit, cursor, Entry::id, EntryJson::of));
  }

  private EntryFilter filter(ApiCall call) {
    String kind = call.text("kind");
    return new EntryFilter(
        effect,
        kind == null ? null : Kind.of(kind),
        values(call, kind),
        EntryFilter.Status.valueOf(call.text("status").toUpperCase(Locale.ROOT)),
        call.text("q"),
        call.text("created_by"),
        call.text("source"));
  }

  private Map<Kind, String> values(ApiCall call, String kind) {
    String raw = call.text("value");
    if (raw == null) {
      return null;
    }
    String region = call.caller().organisation().region();
    if (kind != null) {
      Read read = values.read(Kind.of(kind), raw, region);
      return Map.of(Kind.of(kind), understood(read).canonical());
    }
    Map<Kind, String> all = values.readAll(raw, region);
    if (all.isEmpty()) {
      throw Refusal.invalid("/query/value", "is a value of no kind");
    }
    return all;
  }

  private static Understood understood(Read read) {
    if (read instanceof NotUnderstood not) {
      throw Refusal.invalid("/query/value", not.detail());
    }
    return (Understood) read;
  }
}
