package io.ringfence.telnyx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandIdTest {
  @Test
  void agreesWithTheExampleOfRfc9562() {
    UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    UUID id = CommandId.version5(dns, "www.example.com");

    assertEquals(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"), id);
  }

  @Test
  void followsFromTheCallAndNothingElse() {
    String id = CommandId.of("v3:QmFuR2F0ZS1leGFtcGxlLWlkX18tLQ");

    assertEquals("4eb78179-b2fc-5528-86ff-24e701d94593", id);
    assertNotEquals(id, CommandId.of("v3:QmFuR2F0ZS1leGFtcGxlLWlkX18tLR"));
  }
}
