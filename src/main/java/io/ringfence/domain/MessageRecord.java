package io.ringfence.domain;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a check decided. Kept whole if the sender was blocked, or would have been; counted by sender
 * if it was let in.
 *
 * @param id tells this check from every other, so that it is counted once however often it is
 *     written
 * @param decidedAt when this node decided
 * @param messageId the message's own id, or null: checks with the same one are one message
 * @param conversationId or null
 * @param entry the deciding entry's id, or 0
 * @param blocked whether the answer was to drop it
 * @param observed whether it would have been, had nobody merely observed
 */
public record MessageRecord(
    UUID id,
    int organisationId,
    Instant decidedAt,
    Channel channel,
    Action action,
    Sender sender,
    String messageId,
    String conversationId,
    Reason reason,
    long entry,
    boolean blocked,
    boolean observed) {

  /** What the sender was about to do. */
  public enum Action {
    MESSAGE,
    START,
    LOAD;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Action of(String word) {
      return Words.find(Action.class, word);
    }
  }

  /**
   * The identifiers of a check in canonical form; null where one was not given or is none.
   *
   * @param externalId as the customer gave it
   */
  public record Sender(
      String visitorId, String externalId, String ip, String email, String phone, String country) {}

  /** Nobody has to guess it; so it need not cost what a secret costs. */
  public static UUID newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** Whether it is a row of its own. */
  public boolean isKept() {
    return blocked || observed;
  }

  /** Whether it counts for its sender: a message that was let in. */
  public boolean isCounted() {
    return !isKept() && action == Action.MESSAGE;
  }
}
