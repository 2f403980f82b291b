package io.ringfence.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.doctor.Finding.Status;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.DatabaseFacts;
import io.ringfence.store.DatabaseFacts.Connections;
import io.ringfence.store.DatabaseFacts.Login;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is thought of a database, by what it says of itself. */
class DatabaseJudgementTest {
  private static final Login OWNER = new Login("ringfence", true, true, true, true, true, false);
  private static final Connections ROOM = new Connections(97, 12, -1);

  private int version = 160_004;
  private boolean standby;
  private boolean fsync = true;
  private boolean fullPageWrites = true;
  private String synchronousCommit = "on";
  private Connections connections = ROOM;
  private Login login = OWNER;
  private String standbys = "";
  private Integer inStep = 0;

  private List<Finding> findings() {
    DatabaseFacts facts =
        new DatabaseFacts(
            version,
            standby,
            fsync,
            fullPageWrites,
            synchronousCommit,
            connections,
            login,
            standbys,
            inStep,
            Duration.ZERO);
    return new DatabaseJudgement(
            DatabaseAddress.parse("postgresql://ringfence:hidden@db.example.com/ringfence"), facts)
        .findings();
  }

  private Finding the(String name) {
    return findings().stream().filter(one -> one.name().equals(name)).findAny().orElseThrow();
  }

  private void assertIs(Status status, String name) {
    Finding finding = the(name);
    assertEquals(status, finding.status(), finding.toString());
    assertEquals(status == Status.WARN || status == Status.FAIL, finding.whatToDo() != null);
  }

  @Test
  void findsNothingWrongWhereNothingIs() {
    assertTrue(findings().stream().allMatch(one -> one.status() == Status.OK));
    assertTrue(findings().stream().noneMatch(one -> one.toString().contains("hidden")));
  }

  @Test
  void wantsAVersionThatIsNewEnough() {
    version = 130_014;

    assertIs(Status.FAIL, "database");
    assertTrue(the("database").found().contains("13.14"));
  }

  @Test
  void wantsAServerThatTakesWrites() {
    standby = true;

    assertIs(Status.FAIL, "database");
  }

  @Test
  void wantsCommitsThatSurviveACrash() {
    synchronousCommit = "off";
    assertIs(Status.WARN, "database_durability");

    fullPageWrites = false;
    assertIs(Status.WARN, "database_durability");

    fsync = false;
    assertIs(Status.FAIL, "database_durability");
  }

  @Test
  void wantsTheStandbysThatCommitsWaitFor() {
    standbys = "near";
    assertIs(Status.FAIL, "database_replication");

    inStep = 1;
    assertIs(Status.OK, "database_replication");

    inStep = null;
    assertIs(Status.SKIPPED, "database_replication");
  }

  @Test
  void wantsConnectionsForANode() {
    connections = new Connections(20, 12, -1);
    assertIs(Status.WARN, "database_connections");

    connections = new Connections(97, 12, 5);
    assertIs(Status.WARN, "database_connections");
  }

  @Test
  void wantsALoginThatSeesAllAndMayBeATenant() {
    login = new Login("x", true, true, true, true, true, true);
    assertIs(Status.FAIL, "database_login");

    login = new Login("x", false, false, true, false, false, false);
    assertIs(Status.FAIL, "database_login");
    assertTrue(the("database_login").whatToDo().contains("CREATEROLE"));
  }
}
