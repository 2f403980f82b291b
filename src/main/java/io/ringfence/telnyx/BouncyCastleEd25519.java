package io.ringfence.telnyx;

import java.security.InvalidKeyException;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/** BouncyCastle's static functions: no provider, no state, safe from any thread. */
final class BouncyCastleEd25519 implements io.ringfence.telnyx.Ed25519.Engine {

  @Override
  public io.ringfence.telnyx.Ed25519.PreparedKey prepare(byte[] publicKey)
      throws InvalidKeyException {
    PublicPoint point = Ed25519.validatePublicKeyPartialExport(publicKey, 0);
    if (point == null) {
      throw new InvalidKeyException("not a point of the curve");
    }
    return (signature, message) -> Ed25519.verify(signature, 0, point, message, 0, message.length);
  }
}
