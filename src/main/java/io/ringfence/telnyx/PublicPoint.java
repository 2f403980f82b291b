package io.ringfence.telnyx;

import java.math.BigInteger;

/**
 * Judges the 32 bytes of a public key, the same for every engine: AWS-LC and the JDK accept the
 * identity as a key, and under that or any other key of small order anybody can sign. Needs no
 * engine, so that a start loads only the one that it uses.
 */
final class PublicPoint {
  /** The field's prime, RFC 8032 §5.1. */
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The curve's d, -121665/121666. */
  private static final BigInteger D =
      BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P)).mod(P);

  private PublicPoint() {}

  /** Whether they encode a point of the curve in its only form, and one of a large order. */
  static boolean isProper(byte[] encoded) {
    BigInteger y = y(encoded);
    if (y.compareTo(P) >= 0) {
      return false;
    }
    // -x² + y² = 1 + d x² y², solved for x²; the divisor is never 0, since -1/d is no square.
    BigInteger y2 = y.multiply(y).mod(P);
    BigInteger divisor = D.multiply(y2).add(BigInteger.ONE);
    BigInteger x2 = y2.subtract(BigInteger.ONE).multiply(divisor.modInverse(P)).mod(P);
    return isSquare(x2) && !isSmallOrder(x2, y2);
  }

  /** x = 0 has order 1 or 2, y = 0 order 4, and what doubles to that, x² = -y², order 8. */
  private static boolean isSmallOrder(BigInteger x2, BigInteger y2) {
    return x2.signum() == 0 || y2.signum() == 0 || x2.add(y2).equals(P);
  }

  private static boolean isSquare(BigInteger number) {
    BigInteger half = P.shiftRight(1);
    return number.signum() == 0 || number.modPow(half, P).equals(BigInteger.ONE);
  }

  /** Little-endian; the highest bit is the sign of x. */
  private static BigInteger y(byte[] encoded) {
    byte[] bigEndian = new byte[encoded.length];
    for (int i = 0; i < encoded.length; i++) {
      bigEndian[i] = encoded[encoded.length - 1 - i];
    }
    return new BigInteger(1, bigEndian).clearBit(255);
  }
}
