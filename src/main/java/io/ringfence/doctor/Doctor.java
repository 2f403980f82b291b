package io.ringfence.doctor;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Has every check look, and keeps one that fails or hangs from spoiling the others. */
public final class Doctor {
  private static final long PATIENCE_S = 40;

  private final List<Check> checks;

  public Doctor(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /** In the checks' order. Never fails. */
  public Future<List<Finding>> look() {
    List<Future<List<Finding>>> looks = checks.stream().map(Doctor::look).toList();
    return Future.join(looks)
        .map(
            done -> {
              List<Finding> all = new ArrayList<>();
              looks.forEach(one -> all.addAll(one.result()));
              return all;
            });
  }

  private static Future<List<Finding>> look(Check check) {
    return Future.succeededFuture()
        .compose(go -> check.look())
        .timeout(PATIENCE_S, TimeUnit.SECONDS)
        .otherwise(
            failed ->
                List.of(
                    Finding.skipped(
                        check.name(), "it could not be looked at: " + failed.getMessage())));
  }
}
