package io.ringfence.domain;

/**
 * A number or Telnyx connection: it names its organisation, its upstream and its policies. With
 * neither number nor connection it is its account's catch-all.
 *
 * @param number the number callers dial, or null
 * @param connectionId Telnyx's connection, or null
 * @param upstream the full address that receives allowed webhooks, or null
 * @param region the ISO 3166 region in which callers are read, or null for the organisation's
 * @param cause {@code USER_BUSY}, {@code CALL_REJECTED}, or null for the configured one
 */
public record Line(
    int id,
    String publicId,
    int organisationId,
    int accountId,
    E164 number,
    String connectionId,
    String upstream,
    String region,
    String cause,
    Policies policies,
    boolean observe) {}
