package io.samzakeeper.grid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Where the programs of a grid are.
 *
 * @param daemons the daemons' jars and their lists ({@code hadoop.classpath} and so on), as the
 *     build leaves them in {@code dist/target/daemons}
 * @param templates the configuration templates, {@code conf/grid}
 */
public record GridSoftware(Path daemons, Path templates) {

  /** Says what is missing. Only a start needs it all: a stop must work without. */
  void check() {
    if (!Files.isRegularFile(daemons.resolve("hadoop.classpath"))) {
      throw new GridException(
          "The daemons of the local grid are not in "
              + daemons
              + ". They are not part of the tarball: run bin/grid from a source checkout, or name its"
              + " dist/target/daemons in KEEPER_GRID_DAEMONS.");
    }
    if (!Files.isRegularFile(templates.resolve("yarn-site.xml"))) {
      throw new GridException("No templates of the local grid's configuration in " + templates);
    }
  }

  /**
   * As the scripts and the build say it: system properties {@code keeper.grid.daemons} and {@code
   * keeper.grid.templates}.
   */
  public static GridSoftware fromSystemProperties() {
    return new GridSoftware(property("keeper.grid.daemons"), property("keeper.grid.templates"));
  }

  private static Path property(String name) {
    String value = System.getProperty(name);
    if (value == null || value.isEmpty()) {
      throw new GridException("System property " + name + " is not set; bin/grid sets it");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  /** The class path of {@code hadoop}, {@code kafka} or {@code zookeeper}, absolute. */
  String classPath(String daemon) {
    try {
      String list = Files.readString(daemons.resolve(daemon + ".classpath")).strip();
      return Arrays.stream(list.split(":", -1))
          .map(jar -> daemons.resolve(jar).toString())
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
