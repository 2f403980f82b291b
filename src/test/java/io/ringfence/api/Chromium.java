package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real browser without a screen: Debian's chromium. */
final class Chromium {
  private static final Pattern REQUESTED = Pattern.compile("\"url\":\"(\\w+://[^\"]*)\"");

  private Chromium() {}

  /**
   * What became of a page once its scripts had run.
   *
   * @param page the document as it is then
   * @param requested every address that was asked for, or would have been
   * @param console what the browser said meanwhile
   */
  record Seen(String page, List<String> requested, String console) {}

  /** Null where none is installed. */
  static Path binary() {
    return Stream.of("chromium-headless-shell", "chromium", "chromium-browser")
        .map(name -> Path.of("/usr/bin", name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  static Seen open(String url, Path dir) throws IOException, InterruptedException {
    Path page = dir.resolve("page");
    Path console = dir.resolve("console");
    Path net = dir.resolve("net");
    Process browser =
        new ProcessBuilder(command(url, dir, net))
            .redirectOutput(page.toFile())
            .redirectError(console.toFile())
            .start();
    try {
      assertTrue(browser.waitFor(120, TimeUnit.SECONDS), "the browser does not end");
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly().waitFor();
    }
    return new Seen(Files.readString(page), requested(net), Files.readString(console));
  }

  private static List<String> command(String url, Path dir, Path net) {
    return new ArrayList<>(
        List.of(
            binary().toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--user-data-dir=" + dir.resolve("profile"),
            "--log-net-log=" + net,
            "--enable-logging=stderr",
            // Time that passes only while nothing is under way: it ends when the page has settled.
            "--virtual-time-budget=20000",
            "--timeout=90000",
            "--dump-dom",
            url));
  }

  private static List<String> requested(Path net) throws IOException {
    TreeSet<String> found = new TreeSet<>();
    Matcher matcher = REQUESTED.matcher(Files.readString(net));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return List.copyOf(found);
  }
}
