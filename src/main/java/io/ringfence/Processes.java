package io.ringfence;

import io.ringfence.cli.CommandFailed;
import io.ringfence.cli.ExitCode;
import io.ringfence.cli.Launcher;
import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.ringfence.store.DatabaseUnavailable;
import io.ringfence.store.MigrationFailed;
import io.ringfence.store.Migrations;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a gateway as this process, from its start to the signal that ends it. */
final class Processes implements Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Processes.class);

  /** SIGTERM to exit takes at most this long, with or without the database. */
  private static final int STOP_SECONDS = 9;

  @Override
  public int serve(GatewayConfig config) {
    Gateway gateway =
        stoppedAtSignal(() -> Gateway.start(config, Gateway.Extras.NONE), Gateway::stop);
    gateway.announce();
    System.out.println(gateway.ports());
    return forever();
  }

  @Override
  public int demo(GatewayConfig config, boolean once) {
    Demo demo = stoppedAtSignal(() -> Demo.start(config), Demo::stop);
    if (once) {
      return demo.show(); // The end of the process stops it, whatever was shown.
    }
    demo.announce();
    demo.show();
    demo.invite();
    return forever();
  }

  @Override
  public int migrate(GatewayConfig config) {
    if (config.database().url() == null) {
      throw new ConfigFailed("database.url is not set (also RINGFENCE_DATABASE_URL)");
    }
    try {
      int done = Migrations.run(Addresses.address(config));
      System.out.println(done == 0 ? "the database is up to date" : done + " migrations done");
      return ExitCode.OK;
    } catch (DatabaseUnavailable away) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, away.getMessage());
    } catch (MigrationFailed refused) {
      throw new CommandFailed(ExitCode.FAILED, refused.getMessage());
    }
  }

  /**
   * Starts something that is to be stopped when the process ends. A signal during the start waits
   * for it: a PostgreSQL that is just coming up would outlive the process.
   */
  private static <T> T stoppedAtSignal(Supplier<T> start, Consumer<T> stop) {
    CompletableFuture<Runnable> end = new CompletableFuture<>();
    atSignal(() -> end.join().run());
    try {
      T started = start.get();
      end.complete(() -> stop.accept(started));
      return started;
    } finally {
      end.complete(() -> {}); // It did not start.
    }
  }

  private static void atSignal(Runnable stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  Thread stopping = new Thread(stop, "stopping");
                  stopping.setDaemon(true);
                  stopping.start();
                  try {
                    stopping.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
                  } catch (InterruptedException hurried) {
                    LOG.warn("stopped before everything was put away");
                  }
                },
                "signal"));
  }

  private static int forever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }
}
