package io.samzakeeper.am;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process with the one that started it and holds the other end of its standard input: {@code
 * bin/am-launcher.sh}. YARN regards the container as ended then, and where its NodeManager fails to
 * kill what else runs there nobody would ever end this process.
 */
final class Leash {
  private static final Logger LOG = LoggerFactory.getLogger(Leash.class);

  /** Set to {@value #STDIN} by who holds the leash; nothing happens without. */
  private static final String PROPERTY = "keeper.leash";

  private static final String STDIN = "stdin";

  /** To end in order. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private Leash() {}

  /**
   * Starts to watch; returns at once.
   *
   * @param letGo ends this process in order, on a thread of the leash; if it still lives 5 s later
   *     it is halted
   */
  static void watch(Runnable letGo) {
    if (STDIN.equals(System.getProperty(PROPERTY))) {
      int code = CandidateExit.LAUNCHER_GONE.code();
      watch(System.in, letGo, GRACE, () -> Runtime.getRuntime().halt(code));
    }
  }

  static void watch(InputStream held, Runnable letGo, Duration grace, Runnable halt) {
    Thread thread =
        new Thread(
            () -> {
              awaitEnd(held);
              LOG.error("The launcher is gone, and with it the container: ending, workers go on");
              letGo.run();
              try {
                TimeUnit.MILLISECONDS.sleep(grace.toMillis());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              halt.run();
            },
            "leash");
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitEnd(InputStream held) {
    try {
      while (held.read() >= 0) {
        LOG.debug("Nobody writes there");
      }
    } catch (IOException e) {
      LOG.warn("Standard input cannot be read: {}", e.toString());
    }
  }
}
