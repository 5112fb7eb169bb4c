package io.samzakeeper.grid;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "produce",
    description = "Sends each line of standard input to a topic, to its partitions in turn.",
    footer = {"", "Examples:", "  grid produce lines < lines.txt"},
    mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "TOPIC")
  private String topic;

  @Override
  public Integer call() {
    return KafkaTool.run(
        GridSoftware.fromSystemProperties(), data.grid(), List.of("produce", topic));
  }
}
