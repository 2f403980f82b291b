package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.Pgbouncer;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.TestServer;
import org.junit.jupiter.api.Test;

/** A whole gateway reads its list elsewhere than it writes, or through a pooler. */
class FollowIT {
  private static final String BANNED = "+15005550010";

  @Test
  void writesToThePrimaryAndFollowsTheStandby() {
    try (TestServer primary = TestServer.start();
        TestServer standby = primary.standby();
        GatewayFixture gate =
            GatewayFixture.running(
                "RINGFENCE_DATABASE_URL",
                url(primary.address(), ""),
                "RINGFENCE_DATABASE_FOLLOW_URL",
                url(standby.address(), ""))) {

      gate.ban(BANNED);

      eventually(() -> rejects(gate));
      assertEquals(200, gate.get(gate.ops("/health/ready")).statusCode());
    }
  }

  @Test
  void runsThroughPgbouncerInTransactionMode() {
    assumeTrue(Pgbouncer.isHere(), "pgbouncer is not installed");
    DatabaseAddress database = PostgresFixture.migrated();
    try (Pgbouncer pooler = Pgbouncer.start(database);
        GatewayFixture gate =
            GatewayFixture.running(
                "RINGFENCE_DATABASE_URL", url(pooler.address(true), "?pooler=transaction"))) {

      gate.ban(BANNED);

      eventually(() -> rejects(gate));
      assertTrue(gate.get(gate.api("/v1/bans")).statusCode() == 401);
    }
  }

  private static boolean rejects(GatewayFixture gate) {
    gate.deliver(gate.call(BANNED));
    return !gate.telnyx.commands().isEmpty();
  }

  private static String url(DatabaseAddress address, String query) {
    return "postgresql://%s:%s@%s:%d/%s%s"
        .formatted(
            address.user(),
            address.password(),
            address.host(),
            address.port(),
            address.database(),
            query);
  }
}
