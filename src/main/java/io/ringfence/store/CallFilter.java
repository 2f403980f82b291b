package io.ringfence.store;

import java.time.Instant;
import java.util.List;

/**
 * Which calls to show; a null member asks for any.
 *
 * @param from canonical forms of the caller's number
 * @param raw what Telnyx sent as the caller
 * @param to forms of the number dialled
 * @param line a public id
 * @param rejected whether the decision was to reject
 * @param since the earliest start
 * @param until the first start that is too late
 */
public record CallFilter(
    List<String> from,
    String raw,
    List<String> to,
    String callControlId,
    String line,
    Boolean rejected,
    String outcome,
    String reason,
    Long entry,
    Boolean observed,
    Instant since,
    Instant until) {}
