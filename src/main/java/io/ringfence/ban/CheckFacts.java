package io.ringfence.ban;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.Email;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.VisitorId;

/**
 * What a decision reads of a sender: any of its identifiers, null where there is none that can be
 * read.
 *
 * @param channel on which it comes; entries of others do not concern it
 * @param phoneCountry of the phone, or null
 * @param ip one address
 * @param country where it is, as whoever asks looked it up
 */
public record CheckFacts(
    Channel channel,
    VisitorId visitorId,
    Email email,
    CallerId.Known phone,
    Country phoneCountry,
    IpRange ip,
    Country country) {}
