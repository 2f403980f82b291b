package io.ringfence.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringfence.audit.AuditRow;
import io.ringfence.audit.Break;
import io.ringfence.audit.ChainCheck;
import io.ringfence.audit.Findings;
import io.ringfence.audit.Head;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Recompute the audit's chain of hashes, row by row, and say where it does not hold: a row "
          + "changed, taken out, put in, or moved; with --head also an end cut off, or a chain "
          + "written anew.",
      "The rows come from the gateway, what is said of them does not. A detail that was erased "
          + "breaks nothing."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the chain is whole",
      "1:it is broken, or the gateway refused",
      "2:the command line is wrong, or a file cannot be read",
      "69:nothing answers where the gateway should be"
    })
final class AuditVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditOptions audit;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "rows exported before, with format=ndjson and no filter; asks no gateway")
  private Path file;

  @Option(
      names = "--head",
      paramLabel = "FILE",
      description = "where the audit stood earlier, as 'audit head' wrote it")
  private Path earlier;

  @Option(names = "--json", description = "print what was found as JSON")
  private boolean json;

  private ChainCheck check;
  private long lines;

  @Override
  public Integer call() {
    Head kept = earlier == null ? null : head(earlier);
    if (file != null) {
      verifyFile(kept);
    } else {
      verifyGateway(kept);
    }
    Findings findings = check.end();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(findings).encodePrettily() : sentences(findings));
    return findings.whole() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** The gateway's head comes first: rows that follow it meanwhile are well. */
  private void verifyGateway(Head kept) {
    try (ApiClient client = audit.client()) {
      Head now = AuditOptions.read(audit.head(client), "the gateway's answer");
      check = check(now.chain(), kept, now);
      client.lines(audit.rows(), this::line);
    }
  }

  private void verifyFile(Head kept) {
    // A byte that is no UTF-8 is damage to be found in its row, not a file that cannot be read.
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (check == null) {
          check = check(chain(line, kept), kept);
        }
        line(line);
      }
    } catch (IOException unreadable) {
      throw new CommandFailed(ExitCode.USAGE, file + " cannot be read");
    }
    if (check == null && kept == null) {
      throw new CommandFailed(ExitCode.USAGE, file + " is empty: whose audit it is nobody can say");
    }
    if (check == null) {
      check = check(kept.chain(), kept);
    }
  }

  private int chain(String line, Head kept) {
    Optional<AuditRow> first = AuditLine.read(line);
    if (first.isEmpty() && kept == null) {
      throw new CommandFailed(
          ExitCode.USAGE, file + " is no export: its first line is no row of an audit");
    }
    return first.map(AuditRow::chain).orElseGet(() -> kept.chain());
  }

  private static ChainCheck check(int chain, Head... heads) {
    List<Head> known = new ArrayList<>();
    for (Head head : heads) {
      if (head != null) {
        known.add(head);
      }
    }
    try {
      return new ChainCheck(chain, known);
    } catch (IllegalArgumentException ofAnother) {
      throw new CommandFailed(ExitCode.USAGE, ofAnother.getMessage());
    }
  }

  private void line(String line) {
    lines++;
    AuditLine.read(line).ifPresentOrElse(check::row, () -> check.unreadable("line " + lines));
  }

  private static Head head(Path file) {
    try {
      return AuditOptions.read(new JsonObject(Files.readString(file)), file.toString());
    } catch (IOException unreadable) {
      throw new CommandFailed(ExitCode.USAGE, file + " cannot be read");
    } catch (DecodeException noJson) {
      throw new CommandFailed(ExitCode.USAGE, file + " does not hold what 'audit head' writes");
    }
  }

  private static JsonObject json(Findings findings) {
    JsonArray breaks = new JsonArray();
    for (Break one : findings.breaks()) {
      breaks.add(
          new JsonObject()
              .put("seq", one.seq())
              .put("kind", one.kind().word())
              .put("detail", one.sentence()));
    }
    return new JsonObject()
        .put("whole", findings.whole())
        .put("chain", findings.last().chain())
        .put("rows", findings.rows())
        .put("erased", findings.erased())
        .put("seq", findings.last().seq())
        .put("hash", findings.last().hash())
        .put("broken", findings.broken())
        .put("breaks", breaks);
  }

  private static String sentences(Findings findings) {
    StringBuilder said = new StringBuilder();
    for (Break one : findings.breaks()) {
      said.append("broken at row ").append(one.seq()).append(": ").append(one.sentence());
      said.append('\n');
    }
    if (findings.broken() > findings.breaks().size()) {
      said.append("and at ").append(findings.broken() - findings.breaks().size());
      said.append(" more places\n");
    }
    said.append(findings.whole() ? "whole: " : "broken: ").append(findings.rows());
    said.append(" rows up to row ").append(findings.last().seq());
    said.append(", hash ").append(findings.last().hash());
    if (findings.erased() > 0) {
      said.append("; of ").append(findings.erased()).append(" the detail was erased");
    }
    return said.toString();
  }
}
