package io.ringfence.ban;

/** SipHash-2-4 with 128 bits over whole words. */
final class Sip {
  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private int words;

  Sip(PrintKey key) {
    v0 = key.first() ^ 0x736f6d6570736575L;
    v1 = key.second() ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = key.first() ^ 0x6c7967656e657261L;
    v3 = key.second() ^ 0x7465646279746573L;
  }

  void take(long word) {
    words++;
    compress(word);
  }

  Print end() {
    // The last word of the algorithm has the message's length, in bytes and modulo 256, at its top.
    compress((long) (Long.BYTES * words) << 56);
    v2 ^= 0xee;
    long first = finish();
    v1 ^= 0xdd;
    return new Print(first, finish());
  }

  private void compress(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private long finish() {
    for (int i = 0; i < 4; i++) {
      round();
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void round() {
    v0 += v1;
    v2 += v3;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 = Long.rotateLeft(v2, 32);
  }
}
