package io.ringfence.explain;

import io.ringfence.ban.CallFacts;
import io.ringfence.ban.CheckFacts;
import io.ringfence.ban.CheckLadder;
import io.ringfence.ban.Index;
import io.ringfence.ban.Ladder;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Decision;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;

/**
 * What is asked: what becomes of this caller or sender?
 *
 * @param line that is called, with policies of its own
 * @param nodeObserves this node only notes what it would reject
 */
public record Question(
    Organisation organisation,
    Line line,
    Subject subject,
    Signs signs,
    Channel channel,
    boolean nodeObserves) {

  /** A line without settings, for a question that names none. */
  public static Line noLine(Organisation organisation) {
    return new Line(
        0, null, organisation.id(), 0, null, null, null, null, null, Policies.NONE, false);
  }

  /** Whether a line decides it, as it does calls and text messages, and not a check. */
  public boolean isOfLine() {
    return channel == Channel.VOICE
        || channel == Channel.SMS && subject.caller() != null && subject.isOnlyCaller();
  }

  /**
   * What the edge or a check decides.
   *
   * @param now milliseconds since 1970 UTC
   */
  public Decision decide(Index index, long now) {
    return isOfLine()
        ? Ladder.decide(index, organisation, line, call(), now, nodeObserves)
        : CheckLadder.decide(index, organisation, sender(), now, nodeObserves);
  }

  /** The same question where the organisation and the line have these policies. */
  Question under(Policies common, Policies own) {
    Organisation o = organisation;
    Line l = line;
    return new Question(
        new Organisation(
            o.id(),
            o.publicId(),
            o.slug(),
            o.name(),
            o.shard(),
            o.region(),
            common,
            o.observe(),
            o.chat()),
        new Line(
            l.id(),
            l.publicId(),
            l.organisationId(),
            l.accountId(),
            l.number(),
            l.connectionId(),
            l.upstream(),
            l.region(),
            l.cause(),
            own,
            l.observe()),
        subject,
        signs,
        channel,
        nodeObserves);
  }

  private CallFacts call() {
    return new CallFacts(
        channel,
        subject.caller(),
        subject.phoneCountry(),
        signs.emergency(),
        signs.attestation(),
        signs.attestationValidated(),
        signs.screeningResult(),
        signs.psapCallback());
  }

  private CheckFacts sender() {
    return new CheckFacts(
        channel,
        subject.visitorId(),
        subject.email(),
        subject.phone(),
        subject.phoneCountry(),
        subject.ip(),
        subject.country());
  }
}
