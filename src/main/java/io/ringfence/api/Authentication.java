package io.ringfence.api;

import io.ringfence.api.ApiMetrics.Refused;
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
  private final RemoteAddress remoteAddress;
  private final RateLimits limits;
  private final KeyUses uses;
  private final ApiMetrics metrics;
  private final MessageDigest sha256 = KeyText.sha256();

  Authentication(ApiServer.Given given, KeyUses uses) {
    this.node = given.node();
    this.clock = given.clock();
    this.remoteAddress = given.limits().remoteAddress();
    this.limits = new RateLimits(given.limits().api().rateLimit());
    this.uses = uses;
    this.metrics = given.metrics();
  }

  /**
   * Lets the request on if its key has the permission, else throws the {@link Refusal}.
   *
   * @param byKeyAlone whether the headers beside the key are not looked at, and 403 is left to the
   *     operation
   */
  void admit(RoutingContext context, Permission permission, boolean byKeyAlone) {
    String text = text(context.request());
    boolean limited = permission != Permission.CHECKS;
    String address = remoteAddress.of(context.request());
    if (limited) {
      requireFewWrongOnes(text, address);
    }
    String key = wellFormed(text, limited, address);
    Index index = node.current();
    if (index != null) {
      requireFresh(permission);
      ApiKey found = apiKey(index.directory(), key, limited, address);
      if (limited) {
        requireFewRequests(key, found);
      }
      context.put(
          CALLER,
          byKeyAlone
              ? keysOwn(context, index, found, permission)
              : caller(context, index, found, permission));
    } else if (limited) {
      throw refusal(
          Refused.NOT_READY, Problem.unavailable("This node has not loaded its list yet."));
    }
    context.next();
  }

  /** Whom the request comes from; null if it needs no key, or none can be judged yet. */
  static Caller caller(RoutingContext context) {
    return context.get(CALLER);
  }

  /** What is said to be the key; empty for another kind of credentials. */
  private String text(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      throw refusal(
          Refused.NO_KEY,
          Problem.unauthorized("A key is needed: send the header Authorization: Bearer rf_…"));
    }
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return "";
    }
    int begin = BEARER.length();
    while (begin < header.length() && header.charAt(begin) == ' ') {
      begin++;
    }
    return header.substring(begin);
  }

  private void requireFewWrongOnes(String text, String address) {
    long seconds = limits.wait(text, address);
    if (seconds > 0) {
      throw refusal(
          Refused.WRONG_KEYS_LIMIT,
          Problem.tooMany("Too many wrong keys come from this address.", seconds));
    }
  }

  private String wellFormed(String text, boolean limited, String address) {
    if (!KeyText.isWellFormed(text)) {
      throw wrong(Refused.WRONG_KEY, "This is not the form of a key.", limited, address);
    }
    return text;
  }

  private void requireFresh(Permission permission) {
    if (permission != Permission.CHECKS
        && node.staleness(clock.instant()).compareTo(MOST_STALE) > 0) {
      throw refusal(
          Refused.NOT_READY,
          Problem.unavailable(
              "This node has heard nothing from the database for over five minutes and cannot"
                  + " tell whether the key still holds."));
    }
  }

  private ApiKey apiKey(Directory directory, String key, boolean limited, String address) {
    ApiKey found = directory.key(KeyText.sha256(key, sha256));
    if (found == null) {
      throw wrong(Refused.WRONG_KEY, "This key is not known.", limited, address);
    }
    if (found.expiresAt() != EntryState.NEVER && found.expiresAt() <= clock.millis()) {
      throw wrong(Refused.EXPIRED_KEY, "This key has expired.", limited, address);
    }
    uses.note(found, clock.instant());
    return found;
  }

  private void requireFewRequests(String key, ApiKey found) {
    long seconds = limits.right(key, found);
    if (seconds > 0) {
      throw refusal(
          Refused.RATE_LIMIT, Problem.tooMany("This key asks more than it may.", seconds));
    }
  }

  private Refusal wrong(Refused reason, String detail, boolean limited, String address) {
    if (limited) {
      limits.wrong(address);
    }
    return refusal(reason, Problem.unauthorized(detail));
  }

  private Refusal refusal(Refused reason, Problem problem) {
    metrics.refused(reason);
    return new Refusal(problem);
  }

  /** Where a visitor's headers may come along, they must not choose what is asked, or whether. */
  private Caller keysOwn(RoutingContext context, Index index, ApiKey key, Permission permission) {
    if (!key.may(permission)) {
      throw refusal(
          Refused.PERMISSION,
          Problem.unauthorized("This key lacks the permission " + permission.word() + "."));
    }
    Organisation organisation = organisation(index.directory(), key, null);
    return new Caller(organisation, index, actor(context, key, key.name()), key);
  }

  private Caller caller(RoutingContext context, Index index, ApiKey key, Permission permission) {
    HttpServerRequest request = context.request();
    Organisation organisation =
        organisation(index.directory(), key, request.getHeader(ORGANISATION));
    requirePermission(key, permission);
    String person = request.getHeader(ACTOR);
    if (person != null) {
      requirePermission(key, Permission.ACT_AS);
    }
    Actor actor = actor(context, key, person == null ? key.name() : person);
    return new Caller(organisation, index, actor, key);
  }

  private Actor actor(RoutingContext context, ApiKey key, String name) {
    String address = remoteAddress.of(context.request());
    return new Actor(name, key.publicId(), address, RequestId.of(context));
  }

  private void requirePermission(ApiKey key, Permission permission) {
    if (!key.may(permission)) {
      throw refusal(Refused.PERMISSION, Problem.forbidden(permission.word()));
    }
  }

  private Organisation organisation(Directory directory, ApiKey key, String named) {
    boolean operator = key.may(Permission.OPERATOR);
    Organisation found =
        named == null && !operator
            ? directory.organisation(key.organisationId())
            : directory.organisation(named == null ? DEFAULT : named);
    if (found == null || !operator && found.id() != key.organisationId()) {
      throw refusal(
          Refused.ORGANISATION,
          Problem.notFound("There is no such organisation, or it is not this key's."));
    }
    return found;
  }
}
