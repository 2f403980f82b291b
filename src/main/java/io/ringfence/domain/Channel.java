package io.ringfence.domain;

import java.util.ArrayList;
import java.util.List;

/** A way to reach the organisation. An entry holds on all of them unless it says otherwise. */
public enum Channel {
  VOICE,
  CHAT,
  SMS;

  /** Every channel, as a mask. */
  public static final int ALL = 7;

  /** This channel's bit in a mask of channels. */
  public int bit() {
    return 1 << ordinal();
  }

  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public static Channel of(String word) {
    return Words.find(Channel.class, word);
  }

  /** The words of a mask, in the order voice, chat, sms. */
  public static List<String> words(int mask) {
    List<String> words = new ArrayList<>(3);
    for (Channel channel : values()) {
      if ((mask & channel.bit()) != 0) {
        words.add(channel.word());
      }
    }
    return words;
  }

  /**
   * The mask of some channels' words.
   *
   * @throws IllegalArgumentException for a word that is no channel
   */
  public static int mask(Iterable<String> words) {
    int mask = 0;
    for (String word : words) {
      mask |= of(word).bit();
    }
    return mask;
  }
}
