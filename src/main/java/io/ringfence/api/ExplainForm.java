package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.explain.Question;
import io.ringfence.explain.Signs;
import io.ringfence.explain.Subject;
import io.ringfence.number.BanValue;
import io.ringfence.number.NumberCountry;
import io.ringfence.number.Numbering;
import io.ringfence.store.RecordedCall;
import io.ringfence.subject.SubjectValue;
import io.ringfence.subject.Value;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** What is asked to be explained, read as the edge and the checks read it. */
final class ExplainForm {
  static final String CALL = "call_control_id";
  private static final List<String> OF_CHATS =
      List.of("ip", "email", "visitor_id", "external_id", "country");
  private static final List<String> ALL =
      List.of(
          "phone", "ip", "email", "visitor_id", "external_id", "country", "to", "channel", "at");

  private final Numbering numbering;
  private final BanValue numbers;
  private final InstantSource clock;
  private final IntPredicate observe;

  ExplainForm(ApiServer.Given given) {
    this.numbering = given.numbering();
    this.numbers = new BanValue(given.numbering());
    this.clock = given.clock();
    this.observe = given.observe();
  }

  /**
   * Sees that something is asked, and nothing that contradicts itself.
   *
   * @throws Refusal with every fault
   */
  void require(ApiCall call) {
    List<Fault> faults = new ArrayList<>();
    if (call.text(CALL) != null) {
      ALL.stream()
          .filter(name -> call.text(name) != null)
          .forEach(
              name ->
                  faults.add(
                      new Fault(
                          "/query/" + name, "cannot stand beside call_control_id, which says it")));
    } else if (OF_CHATS.stream().allMatch(name -> call.text(name) == null)
        && call.text("phone") == null
        && call.text("to") == null) {
      faults.add(
          new Fault(
              "/query/phone",
              "is missing: give a phone, ip, email, visitor_id, external_id or country, the number"
                  + " called as to, or a call_control_id"));
    } else if (channel(call) == Channel.VOICE
        && call.text("phone") == null
        && call.text("to") == null) {
      faults.add(
          new Fault(
              "/query/phone", "is missing: calls are decided by their number and nothing else"));
    }
    SettingsForm.requireNone(faults);
  }

  /**
   * The moment that is asked about; null for now.
   *
   * @throws Refusal if it is none, or lies in the future
   */
  Instant at(ApiCall call) {
    String text = call.text("at");
    if (text == null) {
      return null;
    }
    // In a query an unescaped plus sign is a blank.
    Instant at = EntryEnd.read(text.toUpperCase(Locale.ROOT).replace(' ', '+'));
    if (at == null) {
      throw Refusal.invalid(
          "/query/at", "must be a time with an offset, such as 2026-11-21T09:00:00Z");
    }
    if (at.isAfter(clock.instant())) {
      throw Refusal.invalid("/query/at", "lies in the future: it must be a moment that has passed");
    }
    return at;
  }

  Asked read(ApiCall call) {
    Channel channel = channel(call);
    Organisation organisation = call.caller().organisation();
    JsonObject not = new JsonObject();
    boolean ofLine = isOfLine(call, channel);
    Line line = ofLine ? line(call, not) : null;
    String region = line == null || line.region() == null ? organisation.region() : line.region();
    Subject subject = subject(call, ofLine, region, not);
    Question question =
        new Question(
            organisation,
            line == null ? Question.noLine(organisation) : line,
            subject,
            Signs.none(subject.caller() != null && numbering.isEmergency(subject.caller(), region)),
            channel,
            observe.test(organisation.id()));
    return new Asked(
        question, understood(question, call.text("to"), call.text("external_id")), not);
  }

  /** The same of a call that was kept. */
  Asked read(Caller caller, RecordedCall kept) {
    Organisation organisation = caller.organisation();
    Line line = caller.index().directory().line(kept.lineId());
    Line there = line == null ? Question.noLine(organisation) : line;
    String region = there.region() == null ? organisation.region() : there.region();
    CallerId read = KeptCallers.read(numbering, kept, region);
    Subject subject = new Subject(read, NumberCountry.of(read), null, null, null, null);
    Signs signs = KeptCallers.signs(kept, numbering.isEmergency(read, region));
    Question question =
        new Question(
            organisation, there, subject, signs, Channel.VOICE, observe.test(organisation.id()));
    return new Asked(question, understood(question, kept.to(), null), new JsonObject());
  }

  private static Channel channel(ApiCall call) {
    String given = call.text("channel");
    if (given != null) {
      return Channel.of(given);
    }
    return OF_CHATS.stream().allMatch(name -> call.text(name) == null)
        ? Channel.VOICE
        : Channel.CHAT;
  }

  /** Calls, and text messages of which nothing is asked but their numbers. */
  private static boolean isOfLine(ApiCall call, Channel channel) {
    return channel == Channel.VOICE
        || channel == Channel.SMS && OF_CHATS.stream().allMatch(name -> call.text(name) == null);
  }

  private Line line(ApiCall call, JsonObject not) {
    Organisation organisation = call.caller().organisation();
    String to = plus(call.text("to"));
    CallerId read = to == null ? null : numbering.caller(to, organisation.region());
    if (to != null && !(read instanceof CallerId.Known)) {
      not.put("to", "This cannot be a telephone number.");
    }
    List<Line> lines =
        OwnLines.called(
            call.caller().index().directory(),
            organisation,
            read instanceof CallerId.Known known ? known.number() : null);
    if (lines.size() != 1 && read instanceof CallerId.Known) {
      not.put(
          "to",
          lines.isEmpty()
              ? "None of your lines has this number."
              : "Several lines could take this call: " + OwnLines.named(lines) + ".");
    }
    return lines.size() == 1 ? lines.get(0) : null;
  }

  private Subject subject(ApiCall call, boolean ofLine, String region, JsonObject not) {
    String phone = plus(call.text("phone"));
    // A call that says no number withholds it; a chat visitor has simply given none.
    CallerId caller = phone == null && !ofLine ? null : numbering.caller(phone, region);
    if (phone != null && numbers.phone(phone, region) instanceof BanValue.Refused<?> refused) {
      not.put("phone", refused.detail());
    }
    return new Subject(
        caller,
        NumberCountry.of(caller),
        key("ip", SubjectValue::address, call, not),
        key("email", SubjectValue::email, call, not),
        key("visitor_id", SubjectValue::visitorId, call, not),
        key("country", SubjectValue::country, call, not));
  }

  private static <K> K key(
      String name, Function<String, Value<K>> read, ApiCall call, JsonObject not) {
    String text = call.text(name);
    Value<K> value = text == null ? null : read.apply(text);
    if (value instanceof Value.Refused<K> refused) {
      not.put(name, refused.detail());
    }
    return value instanceof Value.Accepted<K> accepted ? accepted.canonical() : null;
  }

  /** In a query an unescaped plus sign is a blank, and everybody forgets to escape it. */
  private static String plus(String number) {
    return number != null && number.matches("(?s) \\d.*") ? "+" + number.substring(1) : number;
  }

  private JsonObject understood(Question question, String to, String externalId) {
    Subject subject = question.subject();
    Country country = subject.country() == null ? subject.phoneCountry() : subject.country();
    CallerId called =
        to == null ? null : numbering.caller(plus(to), question.organisation().region());
    return new JsonObject()
        .put("phone", subject.phone() == null ? null : subject.phone().number().toString())
        .put("caller_id", subject.caller() == null ? null : KeptCallers.word(subject.caller()))
        .put("phone_country", text(subject.phoneCountry()))
        .put("ip", text(subject.ip()))
        .put("email", text(subject.email()))
        .put("visitor_id", text(subject.visitorId()))
        .put("external_id", externalId)
        .put("country", text(country))
        .put("to", called instanceof CallerId.Known known ? known.number().toString() : null)
        .put("line", question.line().publicId())
        .put("channel", question.channel().word());
  }

  private static String text(Object key) {
    return key == null ? null : key.toString();
  }
}
