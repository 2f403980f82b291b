package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.domain.Revision;
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
  void matchesStrongTagsOfTheSameRevision(String ifMatch, boolean matches) {
    assertEquals(matches, EntityTag.matches(ifMatch, new Revision(3, 118)));
  }
}
