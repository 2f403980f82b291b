package io.ringfence;

import io.ringfence.ban.Index;
import io.ringfence.domain.Account;
import io.ringfence.domain.CallRecord;
import io.ringfence.domain.Line;
import java.util.List;

/**
 * Records of calls that came in before anything was loaded: only then is it known which rows their
 * account and line are.
 */
final class Belated {
  private Belated() {}

  /**
   * The records with the ids of the default account and its catch-all line where they had none.
   *
   * @throws IllegalStateException if there is such a record and nothing is loaded yet
   */
  static List<CallRecord> settled(List<CallRecord> records, Index index) {
    if (records.stream().noneMatch(one -> one.accountId() == 0)) {
      return records;
    }
    Account account = index == null ? null : index.directory().account("default");
    Line line = account == null ? null : index.directory().line(account.id(), null, null);
    if (line == null) {
      throw new IllegalStateException("the default account is not loaded yet");
    }
    return records.stream().map(one -> one.accountId() == 0 ? settled(one, line) : one).toList();
  }

  private static CallRecord settled(CallRecord one, Line line) {
    return new CallRecord(
        line.accountId(),
        one.callControlId(),
        line.organisationId(),
        line.id(),
        one.eventId(),
        one.startedAt(),
        one.decidedAt(),
        one.from(),
        one.fromRaw(),
        one.callerId(),
        one.to(),
        one.connectionId(),
        one.reason(),
        one.entry(),
        one.observed(),
        one.outcome(),
        one.detail(),
        one.attestation());
  }
}
