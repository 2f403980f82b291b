package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.SettingsWrite;
import io.ringfence.domain.SettingsWrite.Done;
import io.ringfence.domain.SettingsWrite.Outcome;
import io.ringfence.domain.SettingsWrite.Refused;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** What became of a write to the settings, as an answer or a refusal. */
final class Settled {
  private Settled() {}

  /**
   * The write, if it was done.
   *
   * @param thing what it was about, such as {@code organisation}
   * @throws Refusal if it was not
   */
  static <T> Done<T> done(SettingsWrite<T> write, String thing) {
    if (write instanceof Refused<T> refused) {
      throw new Refusal(problem(refused, thing));
    }
    if (write instanceof Done<T> done) {
      return done;
    }
    throw new Refusal(absent(thing));
  }

  static Problem absent(String thing) {
    return Problem.notFound("There is no such " + thing + ".");
  }

  /** 201 for what was made, nothing for what was deleted, else 200. */
  static <T> Answer answer(Done<T> done, Function<T, JsonObject> json) {
    JsonObject body = json.apply(done.written());
    Answer answer =
        done.outcome() == Outcome.DELETED
            ? Answer.nothingOr(body)
            : Answer.json(done.outcome() == Outcome.CREATED ? 201 : 200, body);
    return answer.wrote(done.revision(), done.changed());
  }

  private static Problem problem(Refused<?> refused, String thing) {
    String pointer = "/" + member(refused.field());
    return switch (refused.obstacle()) {
      case TAKEN -> taken(refused, pointer);
      case MANAGED ->
          Problem.conflict(
              "Configuration owns this; nothing was done.",
              new Fault(pointer, "is set by the gateway's configuration, and changed there"));
      case FIXED ->
          refused.field() == null
              ? Problem.conflict(
                  "This " + thing + " is the one every gateway starts with and cannot be deleted.")
              : Problem.conflict(
                  "This " + thing + " is the one every gateway starts with.",
                  new Fault(pointer, "cannot be changed here"));
      case IN_USE -> inUse(thing);
      case NO_ACCOUNT -> Problem.invalid(pointer, "is no account of this organisation");
      case OPERATORS -> Problem.forbidden("operator");
      case BOTH -> Problem.invalid(pointer, "cannot be there beside a number");
      case NO_MESSAGE -> Problem.invalid(pointer, "is missing, and the mode is to show one");
    };
  }

  private static Problem taken(Refused<?> refused, String pointer) {
    String by = refused.other() == null ? "" : " by " + refused.other();
    return Problem.conflict("Another has it already.", new Fault(pointer, "is taken" + by));
  }

  private static Problem inUse(String thing) {
    return thing.equals("account")
        ? Problem.conflict("This account still has lines; delete them first.")
        : Problem.conflict(
            "This organisation has lines or entries that stand. With confirm=delete they go with"
                + " it.");
  }

  /** As the API calls a field of the database. */
  static String member(String field) {
    return "upstream_url".equals(field) ? "upstream" : field;
  }
}
