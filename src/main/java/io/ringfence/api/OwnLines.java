package io.ringfence.api;

import io.ringfence.ban.Directory;
import io.ringfence.domain.Account;
import io.ringfence.domain.E164;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which of an organisation's lines a call to some number comes in on, whatever the account. */
final class OwnLines {
  private static final String DEFAULT = "default";
  private static final int MOST_NAMED = 10;

  private OwnLines() {}

  /**
   * The line; none if there is none, several if it depends on the account. The line of that number
   * goes before those that take every number, and of these that of the account {@code default}.
   *
   * @param to the number called, or null for the lines that take every number
   */
  static List<Line> called(Directory directory, Organisation organisation, E164 to) {
    List<Line> found = new ArrayList<>();
    directory.forEachAccount(
        account -> {
          Line line = directory.line(account.id(), to, null);
          if (line != null && line.organisationId() == organisation.id()) {
            found.add(line);
          }
        });
    List<Line> nearest = preferred(found, line -> line.number() != null);
    Account usual = directory.account(DEFAULT);
    List<Line> of = preferred(nearest, line -> usual != null && line.accountId() == usual.id());
    boolean numbered = !of.isEmpty() && of.get(0).number() != null;
    return numbered ? List.of(of.get(0)) : of;
  }

  private static List<Line> preferred(List<Line> lines, Predicate<Line> which) {
    List<Line> better = lines.stream().filter(which).toList();
    return better.isEmpty() ? lines : better;
  }

  /** The ids of lines, of which there may be thousands. */
  static String named(List<Line> lines) {
    String named =
        lines.stream().limit(MOST_NAMED).map(Line::publicId).collect(Collectors.joining(", "));
    int more = lines.size() - MOST_NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }
}
