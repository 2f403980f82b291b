package io.ringfence.domain;

import java.util.Locale;

/**
 * What a blocked chat visitor notices.
 *
 * @param message the text to show; not null under {@link Mode#MESSAGE}
 */
public record Chat(Mode mode, String message, OnLoad onLoad) {
  /** What holds where an organisation says nothing. */
  public static final Chat STANDARD = new Chat(Mode.SILENT, null, OnLoad.HIDE);

  /** When a message is blocked. */
  public enum Mode {
    /** Nothing: the message seems to be sent. */
    SILENT,
    /** A text. */
    MESSAGE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Mode of(String word) {
      return Words.find(Mode.class, word);
    }
  }

  /** When the widget loads. */
  public enum OnLoad {
    /** The widget is not there. */
    HIDE,
    /** It is there, and its messages are blocked. */
    SHOW;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static OnLoad of(String word) {
      return Words.find(OnLoad.class, word);
    }
  }

  public Chat {
    if (mode == Mode.MESSAGE && message == null) {
      throw new IllegalArgumentException("there is no message to show");
    }
  }
}
