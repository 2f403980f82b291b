package io.ringfence.cli;

/** The exit codes, as {@code --help} lists them. */
public final class ExitCode {
  public static final int OK = 0;

  /** It was tried and failed: a ban refused, a call not answered. */
  public static final int FAILED = 1;

  /** The command line itself is wrong. */
  public static final int USAGE = 2;

  /** Nothing answers where the gateway or the database should be (EX_UNAVAILABLE). */
  public static final int UNAVAILABLE = 69;

  /** The configuration cannot be used (EX_CONFIG). */
  public static final int CONFIG = 78;

  private ExitCode() {}
}
