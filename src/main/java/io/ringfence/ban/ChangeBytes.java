package io.ringfence.ban;

import io.ringfence.domain.Account;
import io.ringfence.domain.ApiKey;
import io.ringfence.domain.Change;
import io.ringfence.domain.Chat;
import io.ringfence.domain.E164;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Permission;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Policy;
import io.ringfence.domain.ProtectedValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is in the directory, as bytes in a snapshot. Secrets stay sealed and keys hashed. */
final class ChangeBytes {
  private static final byte ORGANISATION = 1;
  private static final byte ACCOUNT = 2;
  private static final byte LINE = 3;
  private static final byte KEY = 4;
  private static final byte PROTECTED = 5;

  private ChangeBytes() {}

  static void write(SectionWriter out, Change change) {
    if (change instanceof Change.OrganisationIs is) {
      out.put(ORGANISATION);
      write(out, is.organisation());
    } else if (change instanceof Change.AccountIs is) {
      out.put(ACCOUNT);
      write(out, is.account());
    } else if (change instanceof Change.LineIs is) {
      out.put(LINE);
      write(out, is.line());
    } else if (change instanceof Change.KeyIs is) {
      out.put(KEY);
      write(out, is.key());
    } else if (change instanceof Change.ProtectedIs is) {
      out.put(PROTECTED);
      write(out, is.value());
    } else {
      throw new IllegalArgumentException("nothing that a directory has");
    }
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Change read(SectionReader in) {
    byte type = in.getByte();
    return switch (type) {
      case ORGANISATION -> new Change.OrganisationIs(organisation(in));
      case ACCOUNT -> new Change.AccountIs(account(in));
      case LINE -> new Change.LineIs(line(in));
      case KEY -> new Change.KeyIs(key(in));
      case PROTECTED -> new Change.ProtectedIs(protectedValue(in));
      default -> throw new IllegalArgumentException("it holds something unknown");
    };
  }

  private static void write(SectionWriter out, Organisation one) {
    out.put(one.id());
    out.put(one.publicId());
    out.put(one.slug());
    out.put(one.name());
    out.put(one.shard());
    out.put(one.region());
    write(out, one.policies());
    out.put(one.observe());
    out.put(one.chat().mode().word());
    out.put(one.chat().message());
    out.put(one.chat().onLoad().word());
  }

  private static Organisation organisation(SectionReader in) {
    return new Organisation(
        in.getInt(),
        in.getText(),
        in.getText(),
        in.getText(),
        in.getInt(),
        in.getText(),
        policies(in),
        in.getBoolean(),
        new Chat(Chat.Mode.of(in.getText()), in.getText(), Chat.OnLoad.of(in.getText())));
  }

  private static void write(SectionWriter out, Account one) {
    out.put(one.id());
    out.put(one.publicId());
    out.put(one.organisationId() != null);
    out.put(one.organisationId() == null ? 0 : one.organisationId());
    out.put(one.slug());
    writeTexts(out, one.publicKeys());
    out.put(one.sealedApiKey());
  }

  private static Account account(SectionReader in) {
    int id = in.getInt();
    String publicId = in.getText();
    boolean owned = in.getBoolean();
    int owner = in.getInt();
    return new Account(id, publicId, owned ? owner : null, in.getText(), texts(in), in.getBytes());
  }

  private static void write(SectionWriter out, Line one) {
    out.put(one.id());
    out.put(one.publicId());
    out.put(one.organisationId());
    out.put(one.accountId());
    out.put(one.number() == null ? 0L : one.number().digits());
    out.put(one.connectionId());
    out.put(one.upstream());
    out.put(one.region());
    out.put(one.cause());
    write(out, one.policies());
    out.put(one.observe());
  }

  private static Line line(SectionReader in) {
    return new Line(
        in.getInt(),
        in.getText(),
        in.getInt(),
        in.getInt(),
        number(in.getLong()),
        in.getText(),
        in.getText(),
        in.getText(),
        in.getText(),
        policies(in),
        in.getBoolean());
  }

  private static E164 number(long digits) {
    return digits == 0 ? null : new E164(digits);
  }

  private static void write(SectionWriter out, ApiKey one) {
    out.put(one.id());
    out.put(one.publicId());
    out.put(one.organisationId());
    out.put(one.name());
    out.put(one.owner());
    out.put(one.hash());
    writeTexts(out, one.permissions().stream().map(Permission::word).toList());
    out.put(one.expiresAt());
  }

  private static ApiKey key(SectionReader in) {
    return new ApiKey(
        in.getInt(),
        in.getText(),
        in.getInt(),
        in.getText(),
        in.getText(),
        in.getText(),
        permissions(texts(in)),
        in.getLong());
  }

  private static void write(SectionWriter out, ProtectedValue one) {
    out.put(one.id());
    out.put(one.publicId());
    out.put(one.organisationId());
    out.put(one.kind().word());
    out.put(one.value());
  }

  private static ProtectedValue protectedValue(SectionReader in) {
    return new ProtectedValue(
        in.getInt(), in.getText(), in.getInt(), Kind.of(in.getText()), in.getText());
  }

  private static Set<Permission> permissions(List<String> words) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    words.forEach(word -> permissions.add(Permission.of(word)));
    return permissions;
  }

  private static void write(SectionWriter out, Policies policies) {
    write(out, policies.withheld());
    write(out, policies.unreadable());
    write(out, policies.shortCode());
    write(out, policies.attestation());
    write(out, policies.screening());
  }

  private static Policies policies(SectionReader in) {
    return new Policies(policy(in), policy(in), policy(in), policy(in), policy(in));
  }

  private static void write(SectionWriter out, Policy policy) {
    out.put(policy == null ? null : policy.word());
  }

  private static Policy policy(SectionReader in) {
    String word = in.getText();
    return word == null ? null : Policy.of(word);
  }

  private static void writeTexts(SectionWriter out, List<String> texts) {
    out.put(texts.size());
    texts.forEach(out::put);
  }

  private static List<String> texts(SectionReader in) {
    int count = in.getInt();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(in.getText());
    }
    return texts;
  }
}
