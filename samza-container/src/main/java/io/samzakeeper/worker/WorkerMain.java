package io.samzakeeper.worker;

import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.InvalidConfigException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker process; see docs/exit-codes.md for how it ends. Everything that it needs comes with its
 * environment ({@link WorkerEnvironment}) and from ZooKeeper: it never asks the AM.
 */
public final class WorkerMain {
  static {
    Preloading.start(); // before the logger, whose own start takes a while
  }

  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(30);

  private WorkerMain() {}

  public static void main(String[] args) {
    WorkerEnvironment environment;
    try {
      environment = WorkerEnvironment.of(System.getenv());
    } catch (InvalidConfigException e) {
      LOG.error("This worker cannot start: {}", e.getMessage());
      System.exit(ExitCode.BAD_CONFIG.code());
      return;
    }
    Worker worker = new Worker(environment, CONNECT_PATIENCE, WorkerMain::haltAfter);
    watchForArchive(worker);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) ->
            worker.end(
                Diagnosis.code(e, ExitCode.TASK_FAILED),
                "thread " + thread.getName() + " died: " + Diagnosis.text(e),
                e));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> terminate(worker), "terminate"));
    ExitCode exit = worker.run();
    LOG.info("Exits with {} ({})", exit.code(), exit);
    System.exit(exit.code());
  }

  /** Either this JVM tries an archive of classes, or it may make one for those that follow. */
  private static void watchForArchive(Worker worker) {
    ClassArchiveTrial.of(System.getenv())
        .ifPresent(trial -> worker.watch(trial::passed, trial::passed));
    ClassArchiveOrder.of(System.getenv())
        .map(order -> new ClassArchive(order, ClassArchive.PAUSE))
        .ifPresent(archive -> worker.watch(archive::begin, archive::close));
  }

  /** On SIGTERM; when the worker has ended by itself there is nothing left to do. */
  private static void terminate(Worker worker) {
    worker.end(ExitCode.TERMINATED, ExitCode.TERMINATED.explanation(), null);
    try {
      if (!worker.awaitEnd()) {
        LOG.warn("The container did not stop in time; the process ends without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever the user's code does with threads and shutdown hooks: the process ends in time. */
  private static void haltAfter(Duration grace, ExitCode exit) {
    Thread thread =
        new Thread(
            () -> {
              try {
                new CountDownLatch(1).await(grace.toMillis(), TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                LOG.warn("The watchdog was interrupted: the process is halted early", e);
              }
              LOG.error(
                  "Not ended within {} ms: the process is halted with {} ({})",
                  grace.toMillis(),
                  exit.code(),
                  exit);
              Runtime.getRuntime().halt(exit.code());
            },
            "watchdog");
    thread.setDaemon(true);
    thread.start();
  }
}
