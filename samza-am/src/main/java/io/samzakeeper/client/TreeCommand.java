package io.samzakeeper.client;

import static java.util.stream.Collectors.joining;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.zookeeper.common.PathUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keeper tree}. */
@Command(
    name = "tree",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Prints what a job has in ZooKeeper, decoded, a line for each znode: its name, its"
            + " version, whether it goes with a session, and what it holds. docs/architecture.md"
            + " says what is what.",
    footer = {
      "",
      "Examples:",
      "  keeper tree word-count",
      "  keeper tree word-count checkpoints",
      "  keeper tree word-count processors/0 --json",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper cannot be reached."
    })
final class TreeCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      description = "Below the job's own znode. Default: all.")
  private Optional<String> path = Optional.empty();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  TreeCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.with(environment, (job, tree) -> print(tree));
  }

  private void print(JobTree tree) {
    String root = tree.paths().job();
    TreeWalk walk = new TreeWalk(tree.client());
    TreeNode node =
        below(root).stream()
            .flatMap(meant -> walk.read(meant).stream())
            .findFirst()
            .orElseThrow(() -> notThere(root));
    TreePrinter printer = new TreePrinter(out);
    if (json) {
      printer.printJson(node);
    } else {
      printer.printLines(node);
    }
  }

  /** What PATH may mean: the names as they lie there, or as they are printed. */
  private List<String> below(String root) {
    List<String> names =
        Arrays.stream(path.orElse("").split("/")).filter(name -> !name.isEmpty()).toList();
    List<String> meant =
        List.of(
            String.join("/", names), names.stream().map(JobPaths::encode).collect(joining("/")));
    try {
      List<String> nodes =
          meant.stream().map(node -> node.isEmpty() ? root : root + "/" + node).toList();
      nodes.forEach(PathUtils::validatePath);
      return nodes;
    } catch (IllegalArgumentException e) {
      throw notThere(root);
    }
  }

  private InvalidConfigException notThere(String root) {
    return new InvalidConfigException(
        "PATH",
        path.orElse(""),
        "a znode below " + root + ", such as application, config, checkpoints or workers");
  }
}
