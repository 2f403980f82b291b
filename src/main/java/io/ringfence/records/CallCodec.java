package io.ringfence.records;

import io.ringfence.domain.CallRecord;
import io.ringfence.domain.Reason;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Of a call. */
public final class CallCodec implements Codec<CallRecord> {
  @Override
  public String write(CallRecord one) {
    return new JsonObject()
        .put("account", one.accountId())
        .put("call", one.callControlId())
        .put("organisation", one.organisationId())
        .put("line", one.lineId())
        .put("event", one.eventId())
        .put("started", one.startedAt().toString())
        .put("decided", one.decidedAt().toString())
        .put("from", one.from())
        .put("raw", one.fromRaw())
        .put("caller", one.callerId())
        .put("to", one.to())
        .put("connection", one.connectionId())
        .put("reason", one.reason().name())
        .put("entry", one.entry())
        .put("observed", one.observed())
        .put("outcome", one.outcome().name())
        .put("detail", one.detail())
        .put("attestation", one.attestation())
        .encode();
  }

  @Override
  public CallRecord read(String line) {
    JsonObject json = new JsonObject(line);
    return new CallRecord(
        json.getInteger("account"),
        json.getString("call"),
        json.getInteger("organisation"),
        json.getInteger("line"),
        json.getString("event"),
        Instant.parse(json.getString("started")),
        Instant.parse(json.getString("decided")),
        json.getString("from"),
        json.getString("raw"),
        json.getString("caller"),
        json.getString("to"),
        json.getString("connection"),
        Reason.valueOf(json.getString("reason")),
        json.getLong("entry"),
        json.getBoolean("observed"),
        CallRecord.Outcome.valueOf(json.getString("outcome")),
        json.getString("detail"),
        json.getString("attestation"));
  }
}
