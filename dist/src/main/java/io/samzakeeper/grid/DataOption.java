package io.samzakeeper.grid;

import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which grid a command is about. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The grid's one directory. Default: $KEEPER_GRID_DATA, or"
              + " $XDG_DATA_HOME/samza-keeper-grid, or ~/.local/share/samza-keeper-grid.")
  private Path data;

  Grid grid(Consumer<String> progress) {
    return new Grid(directory(), GridSoftware.fromSystemProperties(), progress);
  }

  Grid grid() {
    return grid(line -> System.out.println(line));
  }

  Path directory() {
    if (data != null) {
      return data;
    }
    String named = System.getenv("KEEPER_GRID_DATA");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    String shared = System.getenv("XDG_DATA_HOME");
    Path base =
        shared != null && !shared.isEmpty()
            ? Path.of(shared)
            : Path.of(System.getProperty("user.home"), ".local", "share");
    return base.resolve("samza-keeper-grid");
  }
}
