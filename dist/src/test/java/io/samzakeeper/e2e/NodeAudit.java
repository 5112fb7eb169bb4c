package io.samzakeeper.e2e;

import io.samzakeeper.grid.Grid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What NodeManagers and the ResourceManager were told to do with an application's containers, by
 * their own audit logs: whoever told them, a leader or one that no longer is.
 */
final class NodeAudit {
  private static final List<String> AT_A_NODE =
      List.of("OPERATION=Start Container Request", "OPERATION=Stop Container Request");
  private static final List<String> AT_THE_RM =
      List.of("OPERATION=AM Released Container", "OPERATION=Register App Master");

  private final Grid grid;
  private final String applicationId;

  NodeAudit(Grid grid, String applicationId) {
    this.grid = grid;
    this.applicationId = applicationId;
  }

  /** Starts, stops and releases so far, and registrations of an AM; a line for each. */
  List<String> orders() {
    Stream<String> atNodes =
        IntStream.rangeClosed(1, grid.options().orElseThrow().nodes())
            .mapToObj(node -> "nm" + node)
            .flatMap(node -> lines(node, AT_A_NODE));
    return Stream.concat(atNodes, lines("rm", AT_THE_RM)).toList();
  }

  private Stream<String> lines(String daemon, List<String> operations) {
    try {
      // Read whole: such a log is small, and it is open in its daemon.
      return Files.readAllLines(grid.log(daemon), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.contains(applicationId))
          .filter(line -> operations.stream().anyMatch(line::contains));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
