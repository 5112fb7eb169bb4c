package io.samzakeeper.am;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sign for {@code bin/am-launcher.sh}, in the container's directory: another candidate stands, so
 * that after a sudden death of this process the next one may start a little later, and does not
 * take the machine from what replaces a worker that died with it. Only speed hangs on it.
 */
final class Company {
  private static final Logger LOG = LoggerFactory.getLogger(Company.class);

  private static final Path SIGN = Path.of("tmp", "in-company");

  private Company() {}

  /** From any thread. */
  static void is(boolean there) {
    try {
      if (!there) {
        Files.deleteIfExists(SIGN);
      } else if (!Files.exists(SIGN)) {
        Files.createFile(SIGN);
      }
    } catch (IOException e) {
      LOG.debug("The launcher is not told whether another candidate stands", e);
    }
  }
}
