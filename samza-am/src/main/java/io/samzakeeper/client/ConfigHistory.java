package io.samzakeeper.client;

import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobTree;
import java.util.List;
import java.util.stream.Collectors;

/** The generations of a job's config that its tree still has. */
final class ConfigHistory {
  private final JobTree tree;
  private final Generations generations;

  ConfigHistory(JobTree tree) {
    this.tree = tree;
    this.generations = tree.config();
  }

  /**
   * The number of the one that the job has now.
   *
   * @throws ClientException when the job never had one
   */
  long current() {
    return generations
        .current()
        .orElseThrow(
            () ->
                new ClientException(
                    ClientExit.NOT_RUNNING,
                    "there is no config in " + tree.paths().config() + ": it was never submitted"))
        .value()
        .generation();
  }

  /**
   * Numbers, ascending. One above the current one is being written, or was by a client that died;
   * it is left out.
   */
  List<Long> numbers() {
    long current = current();
    return generations.numbers().stream().filter(number -> number <= current).toList();
  }

  /**
   * One generation.
   *
   * @throws ClientException when it is not, or no longer, there
   */
  ConfigGeneration read(long number) {
    List<Long> numbers = numbers();
    if (!numbers.contains(number)) {
      throw new ClientException(
          ClientExit.BAD_INPUT,
          "generation "
              + number
              + " of the config is not there; there is "
              + numbers.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    return Znodes.decode(tree.paths().config(), generations.read(number), ConfigGeneration.class);
  }
}
