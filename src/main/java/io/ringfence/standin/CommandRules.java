package io.ringfence.standin;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What Telnyx accepts as a reject command, and what it remembers of a call. */
final class CommandRules {
  /** How long Telnyx knows a command's id. */
  private static final Duration MEMORY = Duration.ofSeconds(60);

  private static final Set<String> CAUSES = Set.of("CALL_REJECTED", "USER_BUSY");

  /** A call that was rejected, by which command and when. */
  private record Rejected(String commandId, Instant at) {}

  private final String usual;
  private final Recent<String> own = new Recent<>();
  private final Recent<Rejected> rejected = new Recent<>();

  CommandRules(String apiKey) {
    this.usual = apiKey;
  }

  /** From now on commands to this call need another API key than the usual one. */
  void needs(String callControlId, String apiKey) {
    own.put(callControlId, apiKey);
  }

  private String bearer(String callControlId) {
    String key = own.get(callControlId);
    return "Bearer " + (key == null ? usual : key);
  }

  /**
   * What becomes of a command.
   *
   * @param answer for Telnyx's client
   * @param clientState what the command carried, or null
   * @param ends whether this command is the one that ends the call
   */
  record Ruling(Answer answer, String clientState, boolean ends) {
    private static Ruling refuse(Answer answer) {
      return new Ruling(answer, null, false);
    }
  }

  synchronized Ruling judge(ReceivedCommand command, boolean known) {
    if (!bearer(command.callControlId()).equals(command.headers().get("Authorization"))) {
      return Ruling.refuse(Answer.unauthorized());
    }
    if (!known) {
      return Ruling.refuse(Answer.unknownCall());
    }
    JsonObject body = object(command);
    if (!(body.getValue("cause") instanceof String cause) || !CAUSES.contains(cause)) {
      return Ruling.refuse(
          Answer.error(422, "10015", "Invalid parameter", "cause: CALL_REJECTED or USER_BUSY"));
    }
    return reject(command, body);
  }

  private Ruling reject(ReceivedCommand command, JsonObject body) {
    String commandId = body.getValue("command_id") instanceof String id ? id : null;
    String clientState = body.getValue("client_state") instanceof String state ? state : null;
    Rejected before = rejected.get(command.callControlId());
    if (before == null) {
      rejected.put(command.callControlId(), new Rejected(commandId, command.at()));
      return new Ruling(Answer.accepted(), clientState, true);
    }
    boolean repeat =
        commandId != null
            && commandId.equals(before.commandId())
            && command.at().isBefore(before.at().plus(MEMORY));
    return Ruling.refuse(repeat ? Answer.accepted() : Answer.alreadyEnded());
  }

  private static JsonObject object(ReceivedCommand command) {
    try {
      return command.body().toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }
}
