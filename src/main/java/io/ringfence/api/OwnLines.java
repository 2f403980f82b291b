package io.ringfence.api;

import io.ringfence.ban.Directory;
import io.ringfence.domain.E164;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import java.util.ArrayList;
import java.util.List;

/** Which of an organisation's lines a call to some number comes in on, whatever the account. */
final class OwnLines {
  private OwnLines() {}

  /**
   * The line; null if there is none, or it could be several.
   *
   * @param to the number called, or null for the one line that takes every number
   */
  static Line called(Directory directory, Organisation organisation, E164 to) {
    List<Line> found = new ArrayList<>();
    directory.forEachAccount(
        account -> {
          Line line = directory.line(account.id(), to, null);
          if (line != null && line.organisationId() == organisation.id()) {
            found.add(line);
          }
        });
    for (Line line : found) {
      if (line.number() != null) {
        return line;
      }
    }
    return found.size() == 1 ? found.get(0) : null;
  }
}
