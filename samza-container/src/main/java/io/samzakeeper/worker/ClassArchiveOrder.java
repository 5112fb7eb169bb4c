package io.samzakeeper.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code bin/run-container.sh} asks a worker for that runs without an archive of classes.
 *
 * @param prefix path of the archive, but for {@code -<size>.jsa}
 * @param list the classes that this JVM loads, which it writes itself
 * @param script runs a command on a leash
 * @param containerMegabytes what YARN lets all processes of the container have
 */
record ClassArchiveOrder(Path prefix, Path list, Path script, long containerMegabytes) {

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
            Long.parseLong(megabytes)));
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
}
