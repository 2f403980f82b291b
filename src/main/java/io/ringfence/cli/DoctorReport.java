package io.ringfence.cli;

import io.ringfence.doctor.Finding;
import io.ringfence.doctor.Finding.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What was found, for people and for scripts. */
record DoctorReport(List<Finding> findings) {
  String text() {
    int width = findings.stream().mapToInt(one -> one.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Finding one : findings) {
      text.append(
          String.format("%-7s  %-" + width + "s  %s%n", word(one), one.name(), one.found()));
      if (one.whatToDo() != null) {
        text.append(" ".repeat(width + 11)).append("-> ").append(one.whatToDo()).append('\n');
      }
    }
    return text.append(sum()).toString();
  }

  private static String word(Finding finding) {
    return finding.status().word();
  }

  private String sum() {
    long fail = count(Status.FAIL);
    long warn = count(Status.WARN);
    if (fail + warn == 0) {
      return "all is well";
    }
    return fail + " failing, " + warn + " to be looked at, " + count(Status.OK) + " well";
  }

  private long count(Status status) {
    return findings.stream().filter(one -> one.status() == status).count();
  }

  JsonObject json() {
    JsonArray all = new JsonArray();
    findings.forEach(
        one ->
            all.add(
                new JsonObject()
                    .put("name", one.name())
                    .put("status", word(one))
                    .put("found", one.found())
                    .put("what_to_do", one.whatToDo())));
    Status worst =
        count(Status.FAIL) > 0 ? Status.FAIL : count(Status.WARN) > 0 ? Status.WARN : Status.OK;
    return new JsonObject().put("status", worst.word()).put("findings", all);
  }
}
