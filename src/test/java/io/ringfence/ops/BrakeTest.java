package io.ringfence.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The brake and what is kept of it. */
class BrakeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
  private static final Brake.Asked ALICE = new Brake.Asked("alice", "127.0.0.1");
  private static final Organisation SECOND =
      new Organisation(2, "org_2", "second", "Second", 2, "US", Policies.NONE, false);

  @TempDir Path dir;

  private Instant now = NOW;

  @Test
  void isOffUntilItIsPulled() {
    Brake brake = brake();

    assertFalse(brake.test(1));
    assertTrue(brake.look().ok());
    assertFalse(Files.exists(dir.resolve("observe")));
  }

  @Test
  void holdsForTheWholeNodeAndSurvivesARestart() throws IOException {
    brake().on(null, BrakeScope.WITHOUT_END, ALICE);

    Brake next = brake();

    assertTrue(next.test(1) && next.test(2));
    assertTrue(next.isOnForNode());
    assertFalse(next.look().ok());
    assertTrue(next.look().whatToDo().contains("ringfence observe off"));
    assertEquals("alice", next.status().getString("by"));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("observe"))));
  }

  @Test
  void holdsForOneOrganisationOnly() {
    brake().on(SECOND, BrakeScope.WITHOUT_END, ALICE);

    Brake next = brake();

    assertTrue(next.test(2));
    assertFalse(next.test(1));
    assertFalse(next.isOnForNode());
    assertEquals(1, next.organisations());
    assertTrue(next.look().whatToDo().contains("1 organisation"));
  }

  @Test
  void endsByItself() {
    Brake brake = brake();
    brake.on(null, NOW.plusSeconds(3_600).toEpochMilli(), ALICE);

    now = NOW.plusSeconds(3_599);
    assertTrue(brake.test(1));
    now = NOW.plusSeconds(3_600);

    assertFalse(brake.test(1));
    assertTrue(brake.look().ok());
    assertFalse(brake.status().getBoolean("on"));
    assertFalse(brake().test(1));
  }

  @Test
  void endsWithItsFile() {
    Brake brake = brake();
    brake.on(null, BrakeScope.WITHOUT_END, ALICE);
    brake.on(SECOND, BrakeScope.WITHOUT_END, ALICE);
    brake.off(scope -> "second".equals(scope.slug()), ALICE);
    assertTrue(brake.test(2), "the whole node is still held");

    brake.off(all -> true, ALICE);
    brake.untold().forEach(brake::told);

    assertFalse(brake.test(1) || brake.test(2));
    assertFalse(Files.exists(dir.resolve("observe")));
  }

  @Test
  void remembersWhatTheAuditWasNotToldUntilItWas() {
    brake().on(SECOND, BrakeScope.WITHOUT_END, ALICE);
    brake().off(all -> true, ALICE);

    Brake next = brake();

    assertEquals(
        java.util.List.of("observe.on", "observe.off"),
        next.untold().stream().map(BrakeStep::action).toList());
    assertEquals(2, next.untold().get(0).organisation());
    assertEquals("ops:alice", next.untold().get(0).by());
    next.told(next.untold().get(0));
    assertEquals(1, brake().untold().size());
  }

  @Test
  void pulledAgainItHoldsAsLongAsItWasLastAskedTo() {
    Brake brake = brake();
    brake.on(null, NOW.plusSeconds(7_200).toEpochMilli(), ALICE);

    brake.on(null, NOW.plusSeconds(60).toEpochMilli(), ALICE);

    now = NOW.plusSeconds(61);
    assertFalse(brake.test(1));
  }

  @Test
  void aFileThatMakesNoSenseBrakesNothingAndIsSaid() throws IOException {
    for (String text : new String[] {"{", "[]", "{}", "{\"scopes\":[{}],\"untold\":[]}", "\0"}) {
      Files.writeString(dir.resolve("observe"), text);

      Brake brake = brake();

      assertFalse(brake.test(1), text);
      assertFalse(brake.look().ok(), text);
    }
  }

  @Test
  void aDiskThatTakesNothingDoesNotStopIt() throws IOException {
    Brake brake = brake();
    Files.createDirectories(dir.resolve("observe.new").resolve("in-the-way"));

    brake.on(null, BrakeScope.WITHOUT_END, ALICE);

    assertTrue(brake.test(1));
    assertFalse(brake.status().getBoolean("kept"));
    assertTrue(brake.look().whatToDo().contains("check the disk"));
  }

  private Brake brake() {
    return new Brake(dir, () -> now);
  }
}
