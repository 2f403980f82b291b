package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house: which room may import which. A room is a package; arrows go down only. */
class HouseRulesTest {
  private static final Path MAIN = Path.of("src/main/java/io/ringfence");

  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("domain", 0),
          Map.entry("config", 1),
          Map.entry("secrets", 1),
          Map.entry("ban", 2),
          Map.entry("number", 2),
          Map.entry("audit", 2),
          Map.entry("subject", 2),
          Map.entry("telnyx", 3),
          Map.entry("store", 3),
          Map.entry("explain", 3),
          Map.entry("call", 4),
          Map.entry("sync", 4),
          Map.entry("records", 4),
          Map.entry("tls", 4),
          Map.entry("snapshot", 4),
          Map.entry("standin", 4),
          Map.entry("doctor", 4),
          Map.entry("edge", 5),
          Map.entry("api", 5),
          Map.entry("ops", 5),
          Map.entry("cli", 5),
          Map.entry("", 6));

  /** Who alone may import what, by the beginning of the import. */
  private static final Map<String, Set<String>> ONLY =
      Map.ofEntries(
          Map.entry("com.google.i18n.phonenumbers", Set.of("number")),
          Map.entry("com.google.common", Set.of("subject")),
          Map.entry("com.ibm.icu", Set.of("subject")),
          Map.entry("io.vertx.sqlclient", Set.of("store")),
          Map.entry("io.vertx.pgclient", Set.of("store")),
          Map.entry("org.flywaydb", Set.of("store")),
          Map.entry("io.zonky", Set.of("store")),
          Map.entry("io.vertx.ext.web.Router", Set.of("api", "ops", "edge")),
          Map.entry("com.amazon", Set.of("telnyx")),
          Map.entry("org.bouncycastle", Set.of("telnyx", "standin")),
          Map.entry("info.picocli", Set.of("cli")),
          Map.entry("picocli", Set.of("cli")));

  private static final Set<String> WITHOUT_VERTX =
      Set.of("domain", "ban", "number", "subject", "audit", "explain", "config", "secrets");

  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([\\w.]+);", Pattern.MULTILINE);

  private record Arrow(String file, String room, String target) {}

  @Test
  void everyRoomHasAFloor() {
    Set<String> rooms = new TreeSet<>();
    for (Path file : sources()) {
      rooms.add(room(file));
    }

    assertEquals(new TreeSet<>(FLOORS.keySet()), rooms);
  }

  @Test
  void aRoomImportsOnlyFromFloorsBelow() {
    List<String> wrong =
        arrows().stream()
            .filter(arrow -> arrow.target.startsWith("io.ringfence."))
            .filter(arrow -> !arrow.room.equals(roomOf(arrow.target)))
            .filter(arrow -> FLOORS.get(arrow.room) <= FLOORS.get(roomOf(arrow.target)))
            .map(Arrow::toString)
            .toList();

    assertEquals(List.of(), wrong);
  }

  @Test
  void theCallPathNeverSeesTheDatabase() {
    assertFalse(
        arrows().stream()
            .anyMatch(a -> a.room.equals("call") && a.target.startsWith("io.ringfence.store")));
  }

  @Test
  void eachLibraryIsKnownOnlyWhereItBelongs() {
    List<String> wrong =
        arrows().stream()
            .filter(
                arrow ->
                    ONLY.entrySet().stream()
                        .anyMatch(
                            only ->
                                arrow.target.startsWith(only.getKey())
                                    && !only.getValue().contains(arrow.room)))
            .map(Arrow::toString)
            .toList();

    assertEquals(List.of(), wrong);
  }

  @Test
  void theInnerRoomsKnowNoVertx() {
    List<String> wrong =
        arrows().stream()
            .filter(arrow -> WITHOUT_VERTX.contains(arrow.room))
            .filter(arrow -> arrow.target.startsWith("io.vertx"))
            .map(Arrow::toString)
            .toList();

    assertEquals(List.of(), wrong);
  }

  @Test
  void theDomainKnowsTheJdkOnly() {
    List<String> wrong =
        arrows().stream()
            .filter(arrow -> arrow.room.equals("domain") && !arrow.target.startsWith("java."))
            .map(Arrow::toString)
            .toList();

    assertEquals(List.of(), wrong);
  }

  @Test
  void noFileDoesTwoJobs() {
    for (Path file : sources()) {
      long lines = text(file).lines().count();
      assertTrue(lines <= 300, file + " has " + lines + " lines");
    }
  }

  private static List<Arrow> arrows() {
    List<Arrow> arrows = new ArrayList<>();
    for (Path file : sources()) {
      Matcher imports = IMPORT.matcher(text(file));
      while (imports.find()) {
        arrows.add(new Arrow(MAIN.relativize(file).toString(), room(file), imports.group(1)));
      }
    }
    assertTrue(arrows.size() > 100, "the sources were not found");
    return arrows;
  }

  private static String room(Path file) {
    Path inside = MAIN.relativize(file).getParent();
    return inside == null ? "" : inside.toString();
  }

  private static String roomOf(String imported) {
    String[] names = imported.substring("io.ringfence.".length()).split("\\.");
    return names.length > 1 && FLOORS.containsKey(names[0]) ? names[0] : "";
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
