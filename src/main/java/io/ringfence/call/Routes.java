package io.ringfence.call;

import io.ringfence.ban.Index;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Account;
import io.ringfence.domain.E164;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;

/** Which line a call came in on, and whose it is. */
final class Routes {
  private final Route beforeLoading;
  private final GatewayConfig.Calls configured;
  private final GatewayConfig.Upstream upstream;

  Routes(GatewayConfig.Calls configured, GatewayConfig.Upstream upstream) {
    this.configured = configured;
    this.upstream = upstream;
    this.beforeLoading = beforeLoading(configured, upstream);
  }

  private static Route beforeLoading(
      GatewayConfig.Calls configured, GatewayConfig.Upstream upstream) {
    String region =
        configured.region() == null ? GatewayConfig.Calls.STANDARD_REGION : configured.region();
    Organisation organisation =
        new Organisation(
            0, null, Accounts.DEFAULT, Accounts.DEFAULT, 0, region, Policies.NONE, false);
    String address = upstream.url() == null ? null : upstream.url().toString();
    Line line = new Line(0, null, 0, 0, null, null, address, region, null, Policies.NONE, false);
    return new Route(line, organisation, true);
  }

  /** The line, or null where the account has none for this call. */
  Route find(Index index, Account account, E164 to, String connectionId) {
    if (index == null) {
      return beforeLoading;
    }
    Line line = index.directory().line(account.id(), to, connectionId);
    Organisation organisation =
        line == null ? null : index.directory().organisation(line.organisationId());
    return organisation == null
        ? null
        : new Route(line, organisation, upstream.allowPrivate() || isConfigured(account, line));
  }

  /**
   * Whether configuration owns the line's upstream. What this one says may be a change behind or
   * ahead of the node that wrote it last: so the address itself is not looked at.
   */
  private boolean isConfigured(Account account, Line line) {
    return upstream.url() != null
        && account.slug().equals(Accounts.DEFAULT)
        && line.number() == null
        && line.connectionId() == null;
  }

  /** The cause that the reject command names. */
  String cause(Route route) {
    if (route.line().cause() != null) {
      return route.line().cause();
    }
    return configured.cause() == null ? GatewayConfig.Calls.STANDARD_CAUSE : configured.cause();
  }

  /**
   * A line with its organisation.
   *
   * @param anywhere whether its upstream may be at an address that is not public
   */
  record Route(Line line, Organisation organisation, boolean anywhere) {
    /** The region in which its callers are read. */
    String region() {
      return line.region() != null ? line.region() : organisation.region();
    }
  }
}
