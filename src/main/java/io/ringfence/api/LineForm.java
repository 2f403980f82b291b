package io.ringfence.api;

import io.ringfence.api.EntryValues.NotUnderstood;
import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.Kind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The body of a line, new or changed, to the columns that it sets. */
final class LineForm {
  private final EntryValues values;
  private final UpstreamCheck upstreams;

  LineForm(EntryValues values, UpstreamCheck upstreams) {
    this.values = values;
    this.upstreams = upstreams;
  }

  /** The members that are given; fails with every fault. */
  Future<JsonObject> changes(ApiCall call) {
    JsonObject body = call.body();
    List<Fault> faults = new ArrayList<>();
    JsonObject changes = new JsonObject();
    for (String same : List.of("connection_id", "cause", "observe", "policies")) {
      SettingsForm.copy(body, same, changes, same);
    }
    SettingsForm.copy(body, "upstream", changes, "upstream_url");
    SettingsForm.copyRegion(body, "region", changes, "region", faults);
    SettingsForm.copy(body, "number", changes, "number");
    if (body.getString("number") != null) {
      changes.put("number", number(call, faults));
    }
    if (body.getString("number") != null && body.getString("connection_id") != null) {
      faults.add(new Fault("/connection_id", "cannot be there beside a number"));
    }
    return upstreamFault(body.getString("upstream"))
        .map(
            fault -> {
              if (fault != null) {
                faults.add(new Fault("/upstream", fault));
              }
              SettingsForm.requireNone(faults);
              return changes;
            });
  }

  private Future<String> upstreamFault(String url) {
    return url == null ? Future.succeededFuture() : upstreams.fault(url);
  }

  private String number(ApiCall call, List<Fault> faults) {
    String region = call.caller().organisation().region();
    Read read = values.read(Kind.PHONE, call.body().getString("number"), region);
    if (read instanceof NotUnderstood not) {
      faults.add(new Fault("/number", not.detail()));
      return null;
    }
    return ((Understood) read).canonical();
  }
}
