package io.ringfence;

import io.ringfence.cli.RingfenceCommand;

/** The executable. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(RingfenceCommand.run(new Processes(), arguments));
  }
}
