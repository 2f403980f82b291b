package io.ringfence.ban;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;

/**
 * What a decision reads of a call, or of a text message, which is read as a call is.
 *
 * @param channel by which the caller comes: an entry holds on some channels or on all
 * @param country of the caller's number, or null: of none, or the organisation's list names no
 *     country
 * @param emergency the caller is an emergency number, such as 112
 * @param attestation STIR attestation, {@code A}, {@code B} or {@code C}, or null if there is none
 * @param attestationValidated whether its signature held, or null if nobody said
 * @param screeningResult what Telnyx's screening found, {@code no_flag} if nothing, or null
 * @param psapCallback an emergency centre calls back: {@code Priority: psap-callback} on a call
 *     from the telephone network (RFC 7090); the header alone, which any SIP caller can write, is
 *     not enough
 */
public record CallFacts(
    Channel channel,
    CallerId caller,
    Country country,
    boolean emergency,
    String attestation,
    Boolean attestationValidated,
    String screeningResult,
    boolean psapCallback) {}
