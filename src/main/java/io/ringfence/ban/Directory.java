package io.ringfence.ban;

import io.ringfence.domain.Account;
import io.ringfence.domain.ApiKey;
import io.ringfence.domain.Change;
import io.ringfence.domain.E164;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Whom a request belongs to: organisations, accounts, lines and keys; and what may not be banned.
 * Any thread reads at any time, one at a time writes. What is looked for and absent is null.
 */
public final class Directory {
  private final Register<Organisation> organisations =
      new Register<>(organisation -> List.of(organisation.publicId(), organisation.slug()));
  private final Register<Account> accounts = new Register<>(account -> List.of(account.slug()));
  private final Register<ApiKey> keys =
      new Register<>(key -> List.of(name(HexFormat.of().parseHex(key.hash()))));
  private final Lines lines = new Lines();
  private final ProtectedValues protectedValues = new ProtectedValues();

  Directory() {}

  public Organisation organisation(int id) {
    return organisations.get(id);
  }

  /** An organisation by its public id, {@code org_…}, or its slug. */
  public Organisation organisation(String publicIdOrSlug) {
    return organisations.get(publicIdOrSlug);
  }

  public Account account(int id) {
    return accounts.get(id);
  }

  /** An account by the last part of its webhook address. */
  public Account account(String slug) {
    return accounts.get(slug);
  }

  public void forEachAccount(Consumer<Account> action) {
    accounts.forEach(action);
  }

  /**
   * The line that was called: the account's line of that number, else of that connection, else its
   * catch-all.
   *
   * @param to the number dialled, or null if it was none
   * @param connectionId Telnyx's connection, or null
   */
  public Line line(int accountId, E164 to, String connectionId) {
    return lines.called(accountId, to, connectionId);
  }

  public Line line(int id) {
    return lines.get(id);
  }

  public void forEachLine(Consumer<Line> action) {
    lines.forEach(action);
  }

  /** Whether one of the organisation's own lines has this number. */
  public boolean ownsNumber(int organisationId, long digits) {
    return lines.owns(organisationId, digits);
  }

  /**
   * A line with the lowest of the organisation's own numbers that pass, or null. Looks at each of
   * them.
   *
   * @param passes is given a number's digits
   */
  public Line ownLine(int organisationId, LongPredicate passes) {
    return lines.owned(organisationId, passes);
  }

  /** What may never be banned, beside the numbers of own lines. */
  public ProtectedValues protectedValues() {
    return protectedValues;
  }

  /** A key by the SHA-256 of its text; it may have ended. */
  public ApiKey key(byte[] sha256) {
    return keys.get(name(sha256));
  }

  /** The bytes as they are, one to a character: no request pays for their hex. */
  private static String name(byte[] sha256) {
    return new String(sha256, StandardCharsets.ISO_8859_1);
  }

  public void forEachOrganisation(Consumer<Organisation> action) {
    organisations.forEach(action);
  }

  /** Everything in it, as the changes that would make it. */
  void forEach(Consumer<Change> action) {
    organisations.forEach(one -> action.accept(new Change.OrganisationIs(one)));
    accounts.forEach(one -> action.accept(new Change.AccountIs(one)));
    lines.forEach(one -> action.accept(new Change.LineIs(one)));
    keys.forEach(one -> action.accept(new Change.KeyIs(one)));
    protectedValues.forEach(one -> action.accept(new Change.ProtectedIs(one)));
  }

  int organisationCount() {
    return organisations.count();
  }

  int accountCount() {
    return accounts.count();
  }

  int lineCount() {
    return lines.count();
  }

  int keyCount() {
    return keys.count();
  }

  /** Applies a change, unless it is none of the directory's. */
  boolean apply(Change change) {
    if (change instanceof Change.OrganisationIs is) {
      organisations.set(is.organisation().id(), is.organisation());
    } else if (change instanceof Change.OrganisationGone gone) {
      organisations.set(gone.id(), null);
    } else if (change instanceof Change.AccountIs is) {
      accounts.set(is.account().id(), is.account());
    } else if (change instanceof Change.AccountGone gone) {
      accounts.set(gone.id(), null);
    } else if (change instanceof Change.LineIs is) {
      lines.set(is.line().id(), is.line());
    } else if (change instanceof Change.LineGone gone) {
      lines.set(gone.id(), null);
    } else {
      return applyToOthers(change);
    }
    return true;
  }

  private boolean applyToOthers(Change change) {
    if (change instanceof Change.KeyIs is) {
      keys.set(is.key().id(), is.key());
    } else if (change instanceof Change.KeyGone gone) {
      keys.set(gone.id(), null);
    } else if (change instanceof Change.ProtectedIs is) {
      protectedValues.set(is.value().id(), is.value());
    } else if (change instanceof Change.ProtectedGone gone) {
      protectedValues.set(gone.id(), null);
    } else {
      return false;
    }
    return true;
  }
}
