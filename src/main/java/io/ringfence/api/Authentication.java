package io.ringfence.api;

import io.ringfence.ban.Directory;
import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Actor;
import io.ringfence.domain.ApiKey;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Permission;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Finds the key, its organisation and its permission in memory. While nothing has ever been loaded
 * no key can be judged: then checks take every well-formed one, whose answer tells nothing.
 *
 * <p>A key is found by its hash, and how long that takes tells nobody anything: whoever tries keys
 * does not choose their hashes, so that one that agrees with a known hash in its first bytes leads
 * to no other that agrees in more. Of one event loop.
 */
final class Authentication {
  static final String ORGANISATION = "Ringfence-Organisation";
  static final String ACTOR = "Ringfence-Actor";

  /** A key may have been revoked in what a node has not heard; too long, and it lets in no more. */
  static final Duration MOST_STALE = Duration.ofMinutes(5);

  private static final String CALLER = "caller";
  private static final String DEFAULT = "default";
  private static final String BEARER = "bearer ";

  private final NodeIndex node;
  private final InstantSource clock;
  private final KeyUses uses;
  private final MessageDigest sha256 = KeyText.sha256();

  Authentication(NodeIndex node, InstantSource clock, KeyUses uses) {
    this.node = node;
    this.clock = clock;
    this.uses = uses;
  }

  /** Lets the request on if its key has the permission, else throws the {@link Refusal}. */
  void admit(RoutingContext context, Permission permission) {
    String key = key(context.request());
    Index index = node.current();
    if (index != null) {
      requireFresh(permission);
      context.put(CALLER, caller(context, index, apiKey(index.directory(), key), permission));
    } else if (permission != Permission.CHECKS) {
      throw new Refusal(Problem.unavailable("This node has not loaded its list yet."));
    }
    context.next();
  }

  /** Whom the request comes from; null if it needs no key, or none can be judged yet. */
  static Caller caller(RoutingContext context) {
    return context.get(CALLER);
  }

  private static String key(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      throw new Refusal(
          Problem.unauthorized("A key is needed: send the header Authorization: Bearer rf_…"));
    }
    String key = header.regionMatches(true, 0, BEARER, 0, BEARER.length()) ? word(header) : "";
    if (!KeyText.isWellFormed(key)) {
      throw new Refusal(Problem.unauthorized("This is not the form of a key."));
    }
    return key;
  }

  private static String word(String header) {
    int begin = BEARER.length();
    while (begin < header.length() && header.charAt(begin) == ' ') {
      begin++;
    }
    return header.substring(begin);
  }

  private void requireFresh(Permission permission) {
    if (permission != Permission.CHECKS
        && node.staleness(clock.instant()).compareTo(MOST_STALE) > 0) {
      throw new Refusal(
          Problem.unavailable(
              "This node has heard nothing from the database for over five minutes and cannot"
                  + " tell whether the key still holds."));
    }
  }

  private ApiKey apiKey(Directory directory, String key) {
    ApiKey found = directory.key(KeyText.sha256(key, sha256));
    if (found == null) {
      throw new Refusal(Problem.unauthorized("This key is not known."));
    }
    if (found.expiresAt() != EntryState.NEVER && found.expiresAt() <= clock.millis()) {
      throw new Refusal(Problem.unauthorized("This key has expired."));
    }
    uses.note(found, clock.instant());
    return found;
  }

  private static Caller caller(
      RoutingContext context, Index index, ApiKey key, Permission permission) {
    HttpServerRequest request = context.request();
    Organisation organisation =
        organisation(index.directory(), key, request.getHeader(ORGANISATION));
    if (!key.may(permission)) {
      throw new Refusal(Problem.forbidden(permission.word()));
    }
    String person = request.getHeader(ACTOR);
    if (person != null && !key.may(Permission.ACT_AS)) {
      throw new Refusal(Problem.forbidden(Permission.ACT_AS.word()));
    }
    Actor actor =
        new Actor(
            person == null ? key.name() : person,
            key.publicId(),
            request.remoteAddress() == null ? null : request.remoteAddress().hostAddress(),
            RequestId.of(context));
    return new Caller(organisation, index, key, actor);
  }

  private static Organisation organisation(Directory directory, ApiKey key, String named) {
    boolean operator = key.may(Permission.OPERATOR);
    Organisation found =
        named == null && !operator
            ? directory.organisation(key.organisationId())
            : directory.organisation(named == null ? DEFAULT : named);
    if (found == null || !operator && found.id() != key.organisationId()) {
      throw new Refusal(
          Problem.notFound("There is no such organisation, or it is not this key's."));
    }
    return found;
  }
}
