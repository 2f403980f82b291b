package io.ringfence.api;

import io.ringfence.ban.CheckFacts;
import io.ringfence.ban.Index;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.number.NumberCountry;
import io.ringfence.number.Numbering;
import io.ringfence.subject.SubjectValue;
import io.ringfence.subject.Value;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Who is asked about in a check, from what a visitor typed and a backend noted. It is read by the
 * functions that read entries. What cannot be read is no reason to refuse: it matches nothing.
 */
final class Sender {
  private static final List<String> IDENTIFIERS =
      List.of("visitor_id", "email", "phone", "ip", "country");

  /** The customer's own: nothing is read out of it. */
  private static final String EXTERNAL_ID = "external_id";

  private final Numbering numbering;

  Sender(Numbering numbering) {
    this.numbering = numbering;
  }

  /**
   * @param asked a check, as the contract wants it
   */
  CheckFacts facts(Index index, Organisation organisation, JsonObject asked) {
    CallerId.Known phone = phone(asked.getString("phone"), organisation.region());
    return new CheckFacts(
        channel(asked),
        given(asked, "visitor_id")
            ? key(SubjectValue.visitorId(asked.getString("visitor_id")))
            : null,
        given(asked, "email") ? key(SubjectValue.email(asked.getString("email"))) : null,
        phone,
        country(index, organisation, phone),
        given(asked, "ip") ? key(SubjectValue.address(asked.getString("ip"))) : null,
        given(asked, "country") ? key(SubjectValue.country(asked.getString("country"))) : null);
  }

  /** Where it comes in, which is in a chat if it does not say so. */
  static Channel channel(JsonObject asked) {
    String given = asked.getString("channel");
    return given == null ? Channel.CHAT : Channel.of(given);
  }

  /** What each identifier that was given was read as; null for what could not be read. */
  static JsonObject understood(CheckFacts facts, JsonObject asked) {
    JsonObject understood = new JsonObject();
    for (String name : IDENTIFIERS) {
      if (given(asked, name)) {
        Object key = key(facts, name);
        understood.put(name, key == null ? null : key.toString());
      }
    }
    if (given(asked, EXTERNAL_ID)) {
      understood.put(EXTERNAL_ID, asked.getString(EXTERNAL_ID));
    }
    return understood;
  }

  private static Object key(CheckFacts facts, String name) {
    return switch (name) {
      case "visitor_id" -> facts.visitorId();
      case "email" -> facts.email();
      case "phone" -> facts.phone() == null ? null : facts.phone().number();
      case "ip" -> facts.ip();
      default -> facts.country();
    };
  }

  private static boolean given(JsonObject asked, String name) {
    return asked.getValue(name) != null;
  }

  private CallerId.Known phone(String text, String region) {
    return text != null && numbering.caller(text, region) instanceof CallerId.Known known
        ? known
        : null;
  }

  /** Asked only where the list names a country: most name none. */
  private static Country country(Index index, Organisation organisation, CallerId.Known phone) {
    return index.entries(organisation.id()).entries(Kind.COUNTRY) > 0
        ? NumberCountry.of(phone)
        : null;
  }

  private static <K> K key(Value<K> value) {
    return value instanceof Value.Accepted<K> accepted ? accepted.canonical() : null;
  }
}
