package io.ringfence.api;

import io.ringfence.api.WiderEntries.Asked;
import io.ringfence.ban.EntryList;
import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Holder;
import io.ringfence.domain.Kind;
import io.ringfence.explain.Wider;
import io.ringfence.number.NumberCountry;
import io.ringfence.store.ExplainStore;
import io.ringfence.store.PreviewStore;
import io.ringfence.store.PreviewStore.Inside;
import io.ringfence.store.TookTooLong;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The entries that hold a ban's value, that lie in it, and that override it. */
final class HeldEntries {
  private static final int MOST_EXAMPLES = 5;
  private static final int MOST_CONFLICTS = 50;

  private final PreviewStore store;
  private final ExplainStore entries;
  private final InstantSource clock;

  HeldEntries(PreviewStore store, ExplainStore entries, InstantSource clock) {
    this.store = store;
    this.entries = entries;
    this.clock = clock;
  }

  /**
   * What lies in a value.
   *
   * @param atLeast there may be more
   */
  private record Found(List<Inside> entries, boolean atLeast) {
    static final Found NOTHING = new Found(List.of(), false);
  }

  /**
   * What the ban meets on the list: {@code already_covered_by} and the rest.
   *
   * @param reasons is told why something is null
   */
  Future<JsonObject> of(Caller caller, EntryDraft draft, List<String> forms, JsonObject reasons) {
    WiderEntries wider = wider(caller, draft, forms);
    return inside(caller, draft)
        .recover(failed -> unlessTooLong(failed, reasons))
        .compose(found -> shown(caller, draft, forms, wider, found));
  }

  private Future<JsonObject> shown(
      Caller caller, EntryDraft draft, List<String> forms, WiderEntries wider, Found found) {
    List<Long> covering = wider.covering().stream().map(EntryState::id).toList();
    List<Inside> inside = found == null ? List.of() : found.entries();
    List<Long> covered = ids(inside.stream().filter(Inside::ban).map(Inside::id), MOST_EXAMPLES);
    Stream<Long> allows = inside.stream().filter(one -> !one.ban()).map(Inside::id);
    Stream<Long> overridden = Stream.ofNullable(wider.overridden()).map(EntryState::id);
    List<Long> conflicts =
        ids(
            Stream.of(equal(caller, draft, forms), overridden, allows).flatMap(ids -> ids),
            MOST_CONFLICTS);
    List<Long> all = Stream.of(covering, covered, conflicts).flatMap(List::stream).toList();
    return entries
        .entries(caller.organisation(), all)
        .map(
            rows ->
                new JsonObject()
                    .put("already_covered_by", shown(rows, covering))
                    .put("would_cover", found == null ? null : wouldCover(found, rows, covered))
                    .put("conflicts", shown(rows, conflicts)));
  }

  private static JsonObject wouldCover(Found found, List<Entry> rows, List<Long> examples) {
    return new JsonObject()
        .put("entries", found.entries().stream().filter(Inside::ban).count())
        .put("at_least", found.atLeast())
        .put("examples", shown(rows, examples));
  }

  /** Whether a number is one that the draft is on. */
  static boolean holds(EntryDraft draft, String number) {
    return draft.kind() == Kind.PHONE_PREFIX
        ? number.startsWith(draft.value())
        : draft.value().equals(country(number));
  }

  static String country(String number) {
    return String.valueOf(NumberCountry.of(E164.parse(number).digits()));
  }

  /**
   * From memory: bans that hold at least as long, on every channel of it, and what it overrides.
   */
  private WiderEntries wider(Caller caller, EntryDraft draft, List<String> forms) {
    EntryList list = caller.index().entries(caller.organisation().id());
    Holder value = new Holder(draft.kind(), draft.value());
    List<E164> alternates = forms.stream().skip(1).map(E164::parse).toList();
    Country country =
        draft.kind() == Kind.PHONE ? NumberCountry.of(E164.parse(draft.value()).digits()) : null;
    long until = draft.until() == null ? EntryState.NEVER : draft.until().toEpochMilli();
    return WiderEntries.of(
        list,
        Wider.holding(value, alternates, country),
        new Asked(draft.effect(), until, draft.channels(), draft.observe()),
        clock.millis());
  }

  /** Allow entries on the same value, which win over it. */
  private Stream<Long> equal(Caller caller, EntryDraft draft, List<String> forms) {
    EntryList list = caller.index().entries(caller.organisation().id());
    return forms.stream()
        .flatMap(form -> list.states(draft.kind(), form).stream())
        .filter(
            state ->
                state.effect() == Effect.ALLOW
                    && !state.observe()
                    && state.until() > clock.millis()
                    && (state.channels() & draft.channels()) != 0)
        .map(EntryState::id);
  }

  /** What lies in the value and is less than it. */
  private Future<Found> inside(Caller caller, EntryDraft draft) {
    List<Kind> kinds =
        switch (draft.kind()) {
          case PHONE_PREFIX -> List.of(Kind.PHONE, Kind.PHONE_PREFIX);
          case COUNTRY -> List.of(Kind.PHONE);
          case IP -> List.of(Kind.IP);
          case EMAIL_DOMAIN -> List.of(Kind.EMAIL, Kind.EMAIL_DOMAIN);
          case PHONE, EMAIL, VISITOR_ID -> List.<Kind>of();
        };
    if (kinds.isEmpty()) {
      return Future.succeededFuture(Found.NOTHING);
    }
    return store
        .inside(
            caller.organisation(), kinds, draft.kind(), draft.value(), draft.kind() == Kind.COUNTRY)
        .map(
            found ->
                new Found(
                    found.stream().filter(one -> isInside(one, draft)).toList(),
                    found.size() > PreviewStore.MOST));
  }

  private static boolean isInside(Inside one, EntryDraft draft) {
    boolean there = draft.kind() != Kind.COUNTRY || draft.value().equals(country(one.value()));
    return there && !one.value().equals(draft.value());
  }

  private static Future<Found> unlessTooLong(Throwable failed, JsonObject reasons) {
    if (failed instanceof TookTooLong) {
      reasons.put("would_cover", PreviewActions.TOO_LONG);
      return Future.succeededFuture();
    }
    return Future.failedFuture(failed);
  }

  private static List<Long> ids(Stream<Long> found, int most) {
    return found.distinct().limit(most).toList();
  }

  private static JsonArray shown(List<Entry> rows, List<Long> ids) {
    JsonArray shown = new JsonArray();
    for (long id : ids) {
      rows.stream()
          .filter(row -> row.id() == id)
          .findFirst()
          .ifPresent(row -> shown.add(EntryJson.of(row)));
    }
    return shown;
  }
}
