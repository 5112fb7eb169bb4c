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
    synopsisSubcommandLabel = "create|list")
final class TopicCommand {
  @Command(name = "create", description = "Makes a topic; fine if it is there.")
  int create(
      @Mixin DataOption data,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--partitions", paramLabel = "N", defaultValue = "1") int partitions) {
    return KafkaTool.run(
        GridSoftware.fromSystemProperties(),
        data.grid(),
        List.of("create", name, Integer.toString(partitions)));
  }

  @Command(name = "list", description = "Names of all topics, one a line.")
  int list(@Mixin DataOption data) {
    return KafkaTool.run(GridSoftware.fromSystemProperties(), data.grid(), List.of("list"));
  }
}
