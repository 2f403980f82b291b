package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;

/** What runs gateways; the command line only says which. */
public interface Launcher {
  /**
   * Serves until the process is asked to stop.
   *
   * @return the exit code
   */
  int serve(GatewayConfig config);

  /**
   * Serves with stand-ins for everything outside and shows what it does.
   *
   * @param once stop after the showing
   * @return the exit code
   */
  int demo(GatewayConfig config, boolean once);

  /** Brings the database to this version's form and says what was done. */
  int migrate(GatewayConfig config);
}
