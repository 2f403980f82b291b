package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.domain.Precondition;
import io.ringfence.domain.Revision;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EntityTagTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "\"3-118\"            | true",
        "*                    | true",
        "\"1-1\", \"3-118\"   | true",
        "\"3-11\"             | false",
        "W/\"3-118\"          | false",
        "3-118                | false",
        "\"\"                 | false"
      })
  void expectsStrongTagsOfAnyRevision(String ifMatch, boolean matches) {
    Precondition expected = EntityTag.expected(ifMatch);

    assertEquals(
        matches,
        expected.revisions() == null || expected.revisions().contains(new Revision(3, 118)));
  }

  @Test
  void writesWhatItReads() {
    Revision revision = new Revision(15, Long.MAX_VALUE / 10);

    assertEquals(new Precondition(Set.of(revision)), EntityTag.expected(EntityTag.of(revision)));
  }

  @Test
  void nothingExpectedIsAnything() {
    assertEquals(Precondition.NONE, EntityTag.expected(null));
    assertEquals(new Precondition(Set.of()), EntityTag.expected("\"03-118\", \"16-1\", \"x\""));
  }
}
