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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the key, its organisation and its permission in memory. While nothing has ever been loaded
 * no key can be judged: then checks take every well-formed one, whose answer tells nothing.
 */
final class Authentication {
  static final String ORGANISATION = "Ringfence-Organisation";
  static final String ACTOR = "Ringfence-Actor";

  /** A key may have been revoked in what a node has not heard; too long, and it lets in no more. */
  static final Duration MOST_STALE = Duration.ofMinutes(5);

  private static final String CALLER = "caller";
  private static final String DEFAULT = "default";
  private static final Pattern BEARER =
      Pattern.compile("bearer +(rf_[A-Za-z0-9_]{32,200})", Pattern.CASE_INSENSITIVE);

  private final NodeIndex node;
  private final InstantSource clock;

  Authentication(NodeIndex node, InstantSource clock) {
    this.node = node;
    this.clock = clock;
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
    Matcher bearer = BEARER.matcher(header);
    if (!bearer.matches()) {
      throw new Refusal(Problem.unauthorized("This is not the form of a key."));
    }
    return bearer.group(1);
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
    ApiKey found = directory.key(sha256(key));
    if (found == null) {
      throw new Refusal(Problem.unauthorized("This key is not known."));
    }
    if (found.expiresAt() != EntryState.NEVER && found.expiresAt() <= clock.millis()) {
      throw new Refusal(Problem.unauthorized("This key has expired."));
    }
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
    return new Caller(organisation, index, actor, key);
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

  private static String sha256(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every JDK has SHA-256", never);
    }
  }
}
