package io.ringfence.ban;

import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.ProtectedValue;
import io.ringfence.domain.VisitorId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What organisations never want banned. Most have nothing here and cost nothing; the others have
 * few, so that what an organisation protects is made anew at each change. Any thread reads, never
 * waiting; one at a time writes.
 */
public final class ProtectedValues {
  private final Slots<ProtectedValue> byId = new Slots<>();
  private final Slots<Shield> shields = new Slots<>();

  ProtectedValues() {}

  /** Whether a number is protected, or begins with what is. */
  public boolean protects(int organisationId, long digits) {
    Shield shield = shields.get(organisationId);
    return shield != null && shield.protects(digits);
  }

  /** Whether all of an address or block is protected. */
  public boolean protects(int organisationId, IpRange range) {
    Shield shield = shields.get(organisationId);
    return shield != null && shield.protects(range);
  }

  /** Whether an address is protected, or in a domain that is. */
  public boolean protects(int organisationId, Email email) {
    Shield shield = shields.get(organisationId);
    return shield != null && shield.protects(email);
  }

  /** Whether a domain is protected, or under one that is. */
  public boolean protects(int organisationId, EmailDomain domain) {
    Shield shield = shields.get(organisationId);
    return shield != null && shield.protects(domain);
  }

  public boolean protects(int organisationId, VisitorId visitorId) {
    Shield shield = shields.get(organisationId);
    return shield != null && shield.protects(visitorId);
  }

  /** All that an organisation protects. */
  public List<ProtectedValue> of(int organisationId) {
    Shield shield = shields.get(organisationId);
    return shield == null ? List.of() : shield.values();
  }

  int count() {
    return byId.count();
  }

  void forEach(Consumer<ProtectedValue> action) {
    byId.forEach(action);
  }

  /**
   * Puts one there, or null to remove it.
   *
   * @throws IllegalArgumentException if the value is not one of its kind; nothing is changed then
   */
  void set(int id, ProtectedValue value) {
    ProtectedValue before = byId.get(id);
    if (value != null) {
      renew(value.organisationId(), id, value);
    }
    if (before != null && (value == null || value.organisationId() != before.organisationId())) {
      renew(before.organisationId(), id, null);
    }
    byId.set(id, value);
  }

  private void renew(int organisationId, int id, ProtectedValue value) {
    List<ProtectedValue> values = new ArrayList<>(of(organisationId));
    values.removeIf(one -> one.id() == id);
    if (value != null) {
      values.add(value);
    }
    shields.set(organisationId, values.isEmpty() ? null : new Shield(values));
  }
}
