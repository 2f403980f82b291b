package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Permission;
import io.ringfence.store.CallStore;
import io.ringfence.store.Database;
import io.ringfence.store.MessageStore;
import io.ringfence.store.RecordedCall;
import io.ringfence.store.RecordedMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fills in the body of a new entry that names a call or a message instead of a value, so that
 * nobody has to copy numbers.
 */
final class FromRecord {
  private static final String CALL = "call";
  private static final String MESSAGE = "message";

  private final CallStore calls;
  private final MessageStore messages;

  FromRecord(Database database) {
    this.calls = new CallStore(database);
    this.messages = new MessageStore(database);
  }

  /**
   * An ordinary body.
   *
   * @param raw the value as it came in, or null if the body was an ordinary one already
   */
  record Filled(JsonObject body, String raw) {
    /** The draft that was made of the body. */
    EntryDraft raw(EntryDraft draft) {
      return raw == null ? draft : draft.raw(raw);
    }
  }

  /**
   * The body with kind, value and context; what the request gives of the context stays beside it.
   */
  Future<Filled> filled(ApiCall call) {
    JsonObject body = call.body();
    String record = body.getString(CALL) != null ? CALL : MESSAGE;
    if (body.getString(record) == null) {
      return Future.succeededFuture(new Filled(body, null));
    }
    List<Fault> faults = faults(body, record);
    if (!faults.isEmpty()) {
      throw new Refusal(Problem.invalid(faults));
    }
    if (!call.caller().key().may(Permission.CALLS_READ)) {
      throw new Refusal(Problem.forbidden(Permission.CALLS_READ.word()));
    }
    return (record.equals(CALL) ? caller(call) : sender(call)).map(ban -> filled(body, ban));
  }

  private static List<Fault> faults(JsonObject body, String record) {
    List<Fault> faults = new ArrayList<>();
    if (body.getString("value") != null) {
      faults.add(new Fault("/value", "cannot stand beside " + record + ": it is taken from there"));
    }
    if (record.equals(CALL) && body.getString(MESSAGE) != null) {
      faults.add(new Fault("/message", "cannot stand beside call: give one of them"));
    }
    return faults;
  }

  private Future<Bannable> caller(ApiCall call) {
    String kind = call.body().getString("kind");
    if (kind != null && !kind.equals(Kind.PHONE.word())) {
      throw Refusal.invalid("/kind", "must be phone: that is what a call has");
    }
    return CallActions.found(calls, call.caller().organisation(), call.body().getString(CALL))
        .map(found -> caller(found.orElseThrow(() -> absent(CALL)), call.caller()));
  }

  private static Bannable caller(RecordedCall record, Caller caller) {
    Bannable ban = Bannable.caller(record, caller);
    if (ban == null) {
      throw Refusal.invalid("/call", sentence(Bannable.obstacle(record, caller)));
    }
    return ban;
  }

  private static String sentence(String obstacle) {
    return switch (obstacle) {
      case "withheld" -> "has a caller who withheld the number: a policy can reject such calls";
      case "short" ->
          "has a caller with a short number, which is no number of its own: a policy can reject"
              + " such calls";
      case "protected" ->
          "has one of your own lines as its caller, which is protected and cannot be banned";
      default -> "has a caller that is no number: a policy can reject such calls";
    };
  }

  private Future<Bannable> sender(ApiCall call) {
    return MessageActions.found(
            messages, call.caller().organisation(), call.body().getString(MESSAGE))
        .map(found -> sender(found.orElseThrow(() -> absent(MESSAGE)), call.body()));
  }

  private static Bannable sender(RecordedMessage record, JsonObject body) {
    Map<Kind, Bannable> there = Bannable.sender(record);
    String asked = body.getString("kind");
    if (there.isEmpty()) {
      throw Refusal.invalid("/message", "has no identifier that could be read");
    }
    if (asked == null && there.size() > 1) {
      throw Refusal.invalid("/kind", "is missing: the message has " + words(there));
    }
    Bannable ban = asked == null ? there.values().iterator().next() : there.get(Kind.of(asked));
    if (ban == null) {
      throw Refusal.invalid(
          "/kind", "is not what can be taken from this message: it has " + words(there));
    }
    return ban;
  }

  private static String words(Map<Kind, Bannable> there) {
    return there.keySet().stream().map(Kind::word).collect(Collectors.joining(", "));
  }

  private static Refusal absent(String record) {
    return Refusal.invalid("/" + record, "is the id of no " + record + " that is there");
  }

  private static Filled filled(JsonObject body, Bannable ban) {
    JsonObject own = body.getJsonObject("context");
    JsonObject whole = body.copy().mergeIn(ban.json());
    if (own != null) {
      whole.put("context", own.copy().mergeIn(whole.getJsonObject("context")));
    }
    whole.remove(CALL);
    whole.remove(MESSAGE);
    return new Filled(whole, ban.raw());
  }
}
