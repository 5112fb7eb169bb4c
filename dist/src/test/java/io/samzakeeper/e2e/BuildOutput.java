package io.samzakeeper.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build has put what the tests run; the build says it in system properties. */
final class BuildOutput {
  private BuildOutput() {}

  static Path tarball() {
    return existing("keeper.e2e.tarball");
  }

  /** {@code bin/grid} of the checkout. */
  static Path gridScript() {
    return existing("keeper.e2e.grid");
  }

  /** The stock job package, a tgz with bin, config, lib. */
  static Path jobPackage() {
    return existing("keeper.e2e.package");
  }

  /** The jar with the jobs' classes and nothing else. */
  static Path jobJar() {
    return existing("keeper.e2e.jar");
  }

  /** What the jobs' configs have in common. */
  static Path jobProperties() {
    return existing("keeper.e2e.properties");
  }

  /** Below the build's own output; all that the tests write is there. */
  static Path work() {
    return Path.of(property("keeper.e2e.work"));
  }

  private static Path existing(String name) {
    Path path = Path.of(property(name));
    if (!Files.exists(path)) {
      throw new IllegalStateException(name + ": there is no " + path + "; run through Maven");
    }
    return path;
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("system property " + name + " is not set; run through Maven");
    }
    return value;
  }
}
