package io.samzakeeper.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an archive of the classes that this worker has loaded (class-data sharing), so that the
 * next workers of the application on this node start faster. A JVM of its own makes it, at the
 * lowest priority, within the container's memory and no longer than this worker lives; one on a
 * node at a time. Only speed hangs on it: whatever is in the way, there is no archive.
 */
final class ClassArchive implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

  /** The worker's own start comes first, and what it does to catch up. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final long DISK_ROOM = 1L << 30;

  private final ClassArchiveOrder order;
  private final Duration pause;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param pause between {@link #begin} and the making
   */
  ClassArchive(ClassArchiveOrder order, Duration pause) {
    this.order = order;
    this.pause = pause;
  }

  /** Returns at once. */
  void begin() {
    Thread thread = new Thread(this::makeInTime, "class-archive");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends what is under way; returns at once. */
  @Override
  public void close() {
    closed.countDown();
  }

  private void makeInTime() {
    try {
      if (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        make();
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.info("No archive of classes for later workers on this node: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void make() throws IOException, InterruptedException {
    try (FileChannel channel =
            FileChannel.open(order.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null || isThere()) {
        return; // another worker makes it, or has
      }
      if (!order.isWorthIt(missing())) {
        LOG.debug("What came with the job has nearly all classes that were loaded");
        return;
      }
      int classes = room();
      if (classes == 0) {
        LOG.info(
            "No archive of classes for later workers on this node: {} MB of the container are too"
                + " few to make one beside this worker, or the disk is full",
            order.containerMegabytes());
        return;
      }
      make(classes);
    }
  }

  private void make(int classes) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path made = order.unfinished();
    try {
      Files.deleteIfExists(made);
      String failure = run(ClassArchiveCommands.make(order, classes));
      if (failure.isEmpty()) {
        // The one who uses it maps it as it is: it has to be whole.
        failure = run(ClassArchiveCommands.check(order));
      }
      if (!failure.isEmpty()) {
        LOG.info("No archive of classes for later workers on this node: {}", failure);
        return;
      }
      try (FileChannel channel = FileChannel.open(made, StandardOpenOption.READ)) {
        channel.force(true); // a machine that crashes must not leave half of it under that name
      }
      Path finished = order.finished(Files.size(made));
      Files.move(made, finished, StandardCopyOption.ATOMIC_MOVE);
      LOG.info(
          "Later workers on this node share {}, made in {} ms",
          finished,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private boolean isThere() throws IOException {
    String pattern = order.prefix().getFileName() + "-*.jsa";
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(order.prefix().toAbsolutePath().getParent(), pattern)) {
      return found.iterator().hasNext();
    }
  }

  private long missing() throws IOException {
    Set<String> archived = LoadedClasses.ofAllWorkers();
    return LoadedClasses.in(order.list(), Integer.MAX_VALUE).stream()
        .filter(name -> !archived.contains(name))
        .count();
  }

  /** How many classes there is memory and disk for. */
  private int room() throws IOException {
    if (Files.getFileStore(order.lock()).getUsableSpace() < DISK_ROOM) {
      return 0;
    }
    long listed;
    try (Stream<String> lines = Files.lines(order.list())) {
      listed = lines.count() - 1; // the last one may not be written to its end
    }
    return order.classes(ContainerMemory.used(), listed);
  }

  /** What went wrong; empty for nothing. */
  private String run(List<String> command) throws IOException, InterruptedException {
    List<String> leashed = new ArrayList<>(List.of("bash", order.script().toString()));
    leashed.addAll(command);
    Path output = order.list().resolveSibling("classes.log");
    Process process =
        new ProcessBuilder(leashed)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (closed.getCount() == 0) {
          return "this worker ends";
        }
        if (ContainerMemory.used() > order.mostMegabytes()) {
          return "the container's memory became too small to make one beside this worker";
        }
        if (System.nanoTime() - deadline > 0) {
          return "it took more than " + PATIENCE.toSeconds() + " s";
        }
      }
      return process.exitValue() == 0
          ? ""
          : "the JVM that makes it ended with " + process.exitValue() + ", see " + output;
    } finally {
      process.getOutputStream().close(); // lets go of the leash
      process.waitFor();
    }
  }
}
