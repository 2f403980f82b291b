package io.ringfence.domain;

/**
 * A value that may never be banned, as nodes hold it: with everything in it, where it is a prefix,
 * a block or a domain.
 *
 * @param publicId {@code prot_} and 20 hexadecimal digits
 * @param kind any but {@link Kind#COUNTRY}
 * @param value the canonical text, as of an entry
 */
public record ProtectedValue(int id, String publicId, int organisationId, Kind kind, String value) {
  public ProtectedValue {
    if (kind == Kind.COUNTRY) {
      throw new IllegalArgumentException("a country is never protected");
    }
  }
}
