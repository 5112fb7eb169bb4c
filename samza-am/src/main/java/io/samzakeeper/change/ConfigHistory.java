package io.samzakeeper.change;

import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobTree;
import java.util.List;
import java.util.stream.Collectors;

/** The generations of a job's config that its tree still has. */
public final class ConfigHistory {
  private final JobTree tree;
  private final Generations generations;

  public ConfigHistory(JobTree tree) {
    this.tree = tree;
    this.generations = tree.config();
  }

  /**
   * The number of the one that the job has now.
   *
   * @throws ChangeException when the job never had one
   */
  public long current() {
    return generations
        .current()
        .orElseThrow(
            () ->
                new ChangeException(
                    ChangeException.Kind.NOT_RUNNING,
                    "there is no config in " + tree.paths().config() + ": it was never submitted"))
        .value()
        .generation();
  }

  /** Numbers, ascending, of those that were current once. */
  public List<Long> numbers() {
    current(); // there has to be one
    return generations.wholeNumbers();
  }

  /**
   * One generation.
   *
   * @throws ChangeException when it is not, or no longer, there
   */
  public ConfigGeneration read(long number) {
    List<Long> numbers = numbers();
    if (!numbers.contains(number)) {
      throw new ChangeException(
          ChangeException.Kind.BAD_INPUT,
          "generation "
              + number
              + " of the config is not there; there is "
              + numbers.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    return Znodes.decode(tree.paths().config(), generations.read(number), ConfigGeneration.class);
  }
}
