package io.samzakeeper.grid;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "topic",
    description = "Topics of the grid's broker.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "create|list",
    footer = {"", "Examples:", "  grid topic create lines --partitions 3", "  grid topic list"})
final class TopicCommand {
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a topic; fine if it is there.",
      footer = {"", "Examples:", "  grid topic create lines --partitions 3"})
  int create(
      @Mixin DataOption data,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--partitions", paramLabel = "N", defaultValue = "1") int partitions) {
    return KafkaTool.run(
        GridSoftware.fromSystemProperties(),
        data.grid(),
        List.of("create", name, Integer.toString(partitions)));
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Names of all topics, one a line.",
      footer = {"", "Examples:", "  grid topic list"})
  int list(@Mixin DataOption data) {
    return KafkaTool.run(GridSoftware.fromSystemProperties(), data.grid(), List.of("list"));
  }
}
