package io.samzakeeper.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code bin/run-container.sh} asks a worker for that runs without an archive that was made on
 * its node.
 *
 * @param prefix path of the archive, but for {@code -<size>.jsa}
 * @param list the classes that this JVM loads, which it writes itself
 * @param script runs a command on a leash
 * @param containerMegabytes what YARN lets all processes of the container have
 * @param cameWithJob whether the worker runs with an archive that came with the job
 */
record ClassArchiveOrder(
    Path prefix, Path list, Path script, long containerMegabytes, boolean cameWithJob) {

  /** Shares of the container's memory: to begin with, and where the maker is ended. */
  private static final double BEGIN_BELOW = 0.93;

  private static final double END_ABOVE = 0.95;

  /** Seen on JDK 17: a JVM that archives n classes has 48 MB and 31 kB for each. */
  private static final int BASE_MEGABYTES = 50;

  private static final int KILOBYTES_PER_CLASS = 32;

  /** Hardly more than what the JVM's own archive has. */
  private static final int FEWEST_CLASSES = 2500;

  private static final int MOST_CLASSES = 20_000;

  /** So many that the job's own archive has not are a tenth of a second at the next start. */
  private static final int FEWEST_MISSING = 500;

  static Optional<ClassArchiveOrder> of(Map<String, String> variables) {
    String prefix = variables.getOrDefault("KEEPER_CLASS_ARCHIVE", "");
    String megabytes = variables.getOrDefault("KEEPER_CONTAINER_MB", "");
    if (prefix.isEmpty() || !megabytes.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    return Optional.of(
        new ClassArchiveOrder(
            Path.of(prefix),
            Path.of("tmp", "classes.list"),
            Path.of("__keeper", "bin", "leashed.sh"),
            Long.parseLong(megabytes),
            ClassArchiveTrial.of(variables).isPresent()));
  }

  /**
   * Held by the one process on the node that makes an archive; free again when that one is gone.
   */
  Path lock() {
    return prefix.resolveSibling("lock");
  }

  Path unfinished() {
    return prefix.resolveSibling("unfinished.jsa");
  }

  /** The size makes one that was cut short later known as such: no JVM would survive it. */
  Path finished(long size) {
    return prefix.resolveSibling(prefix.getFileName() + "-" + size + ".jsa");
  }

  /**
   * How many classes of a list an archive can be made of beside what there is in the container; 0
   * where it is not worth it.
   */
  int classes(long usedMegabytes, long listed) {
    long megabytes = (long) (containerMegabytes * BEGIN_BELOW) - usedMegabytes - BASE_MEGABYTES;
    long classes = Math.min(Math.min(MOST_CLASSES, listed), megabytes * 1024 / KILOBYTES_PER_CLASS);
    return classes < FEWEST_CLASSES ? 0 : (int) classes;
  }

  /**
   * Whether an archive made here would be much better than what this worker has.
   *
   * @param missing classes that the one that came with the job has not
   */
  boolean isWorthIt(long missing) {
    return !cameWithJob || missing >= FEWEST_MISSING;
  }

  /** More than this in all processes of the container, and the maker is ended: YARN would. */
  long mostMegabytes() {
    return (long) (containerMegabytes * END_ABOVE);
  }
}
