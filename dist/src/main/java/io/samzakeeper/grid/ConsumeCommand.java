package io.samzakeeper.grid;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "consume",
    description = {
      "Prints the values of a topic's messages, one a line, without joining a group.",
      "Exit code 1 if --timeout passed before --max-messages came."
    },
    footer = {
      "",
      "Examples:",
      "  grid consume word-counts --from-beginning --max-messages 10",
      "  grid consume word-counts --timeout 30"
    },
    mixinStandardHelpOptions = true)
final class ConsumeCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "TOPIC")
  private String topic;

  @Option(names = "--from-beginning", description = "Default: what comes from now on.")
  private boolean fromBeginning;

  @Option(names = "--max-messages", paramLabel = "N", description = "Ends after so many.")
  private long maxMessages = Long.MAX_VALUE;

  @Option(names = "--timeout", paramLabel = "S", description = "Ends after so many seconds.")
  private long timeoutSeconds = Long.MAX_VALUE;

  @Override
  public Integer call() {
    return KafkaTool.run(
        GridSoftware.fromSystemProperties(),
        data.grid(),
        List.of(
            "consume",
            topic,
            Boolean.toString(fromBeginning),
            Long.toString(maxMessages),
            Long.toString(timeoutSeconds)));
  }
}
