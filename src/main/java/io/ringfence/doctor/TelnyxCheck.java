package io.ringfence.doctor;

import io.ringfence.telnyx.ApiAnswer;
import io.ringfence.telnyx.Applications;
import io.ringfence.telnyx.Applications.Answer;
import io.ringfence.telnyx.Applications.Found;
import io.ringfence.telnyx.Applications.Missed;
import io.ringfence.telnyx.CallControlApplication;
import io.ringfence.telnyx.WebhookPath;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The account at Telnyx: its key, its applications and its numbers. */
public final class TelnyxCheck implements Check {
  private static final String NUMBERS = "telnyx_numbers";
  private static final int MOST_NAMED = 10;

  private final Applications applications;
  private final List<String> publicKeys;
  private final InstantSource clock;

  /**
   * @param applications null without an API key
   * @param publicKeys those that are configured
   */
  public TelnyxCheck(Applications applications, List<String> publicKeys, InstantSource clock) {
    this.applications = applications;
    this.publicKeys = List.copyOf(publicKeys);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "telnyx_api";
  }

  @Override
  public Future<List<Finding>> look() {
    if (applications == null) {
      return Future.succeededFuture(
          List.of(
              Finding.warn(
                  name(),
                  "telnyx.api_key is not configured",
                  "Unless the accounts have keys of their own, banned calls cannot be rejected.")));
    }
    return applications.all().compose(this::findings);
  }

  private Future<List<Finding>> findings(Answer<List<CallControlApplication>> answer) {
    if (answer instanceof Missed<List<CallControlApplication>> missed) {
      return Future.succeededFuture(List.of(unanswered(missed.why())));
    }
    Found<List<CallControlApplication>> found = (Found<List<CallControlApplication>>) answer;
    List<CallControlApplication> ours =
        found.value().stream().filter(one -> WebhookPath.isGateways(one.webhooks().url())).toList();
    List<Finding> all = new ArrayList<>();
    all.add(Finding.ok(name(), "the API key works"));
    all.add(clock(found.date()));
    all.add(attached(found.value(), ours));
    ours.forEach(one -> all.addAll(new ApplicationJudgement(one).findings()));
    Future<String> signedWith = applications.publicKey();
    Future<Answer<List<Applications.Number>>> numbers = applications.numbers();
    return Future.all(signedWith, numbers)
        .map(
            asked -> {
              all.add(signature(signedWith.result()));
              all.add(numbers(numbers.result(), ours));
              return all;
            });
  }

  private Finding signature(String signedWith) {
    String name = "telnyx_signing_key";
    if (signedWith == null) {
      return Finding.skipped(name, "Telnyx does not tell the key that it signs with");
    }
    if (publicKeys.isEmpty()) {
      return Finding.skipped(name, "no public key is configured to compare with " + signedWith);
    }
    return publicKeys.contains(signedWith)
        ? Finding.ok(name, "Telnyx signs with a key that is configured")
        : Finding.fail(
            name,
            "Telnyx signs this account's webhooks with " + signedWith,
            "It is not among telnyx.public_keys, and each webhook gets 401: add it.");
  }

  private Finding unanswered(ApiAnswer why) {
    boolean key =
        why instanceof ApiAnswer.Refused refused
            && (refused.status() == 401 || refused.status() == 403);
    return Finding.fail(
        name(),
        ApiAnswer.sentence(why),
        key
            ? "Banned calls cannot be rejected: set telnyx.api_key to a key of this account."
            : "Banned calls cannot be rejected: check the way to telnyx.api_url.");
  }

  private Finding clock(Instant telnyx) {
    String name = "clock_telnyx";
    return telnyx == null
        ? Finding.skipped(name, "Telnyx's answer has no date")
        : ClockFinding.of(name, "Telnyx's", Duration.between(clock.instant(), telnyx));
  }

  private static Finding attached(
      List<CallControlApplication> all, List<CallControlApplication> ours) {
    String name = "telnyx_applications";
    return ours.isEmpty()
        ? Finding.warn(
            name,
            "none of " + all.size() + " applications leads to a gateway",
            "Put it before one with 'ringfence telnyx attach'.")
        : Finding.ok(name, ours.size() + " of " + all.size() + " applications lead to a gateway");
  }

  private static Finding numbers(
      Answer<List<Applications.Number>> answer, List<CallControlApplication> ours) {
    if (!(answer instanceof Found<List<Applications.Number>> found)) {
      return Finding.skipped(
          NUMBERS, ApiAnswer.sentence(((Missed<List<Applications.Number>>) answer).why()));
    }
    Set<String> ids = ours.stream().map(CallControlApplication::id).collect(Collectors.toSet());
    List<String> past =
        found.value().stream()
            .filter(one -> one.connectionId() == null || !ids.contains(one.connectionId()))
            .map(Applications.Number::lastDigits)
            .toList();
    String all = " of " + found.value().size() + " numbers";
    if (past.isEmpty() || ours.isEmpty()) {
      return Finding.ok(NUMBERS, found.value().size() - past.size() + all + " come to a gateway");
    }
    String named = String.join(", ", past.subList(0, Math.min(past.size(), MOST_NAMED)));
    return Finding.warn(
        NUMBERS,
        past.size()
            + all
            + " do not come to a gateway: "
            + named
            + (past.size() > MOST_NAMED ? " and others" : ""),
        "Callers to these are not looked at. Where that is not meant, give them a connection that"
            + " leads here, in Telnyx's portal.");
  }
}
