package io.samzakeeper.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mark that {@code bin/run-container.sh} leaves beside an archive of classes before it starts a
 * JVM with it. A JVM that the archive kills leaves it there, and a few such marks end its use.
 *
 * @param mark is taken away by a worker that runs, or that ends by itself
 */
record ClassArchiveTrial(Path mark) {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchiveTrial.class);

  static Optional<ClassArchiveTrial> of(Map<String, String> variables) {
    return Optional.of(variables.getOrDefault("KEEPER_CLASS_TRIAL", ""))
        .filter(path -> !path.isEmpty())
        .map(path -> new ClassArchiveTrial(Path.of(path)));
  }

  void passed() {
    try {
      Files.deleteIfExists(mark);
    } catch (IOException e) {
      LOG.info("Could not delete {}: {}", mark, e.toString());
    }
  }
}
