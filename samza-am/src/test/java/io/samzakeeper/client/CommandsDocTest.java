package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * docs/cli.md is made from the commands. After a change of them: {@code mvn test -pl samza-am -am
 * -Dtest=CommandsDocTest -Dsurefire.failIfNoSpecifiedTests=false -Dkeeper.docs.write=true}.
 */
class CommandsDocTest {
  private static final Path FILE = Path.of("..", "docs", "cli.md");
  private static final int WIDTH = 110;
  private static final PrintStream OUT =
      new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  private final CommandLine keeper = KeeperMain.command(Map.of(), OUT);

  @Test
  void documentIsUpToDate() throws IOException {
    if (Boolean.getBoolean("keeper.docs.write")) {
      Files.writeString(FILE, document());
    } else {
      assertThat(Files.readString(FILE)).isEqualTo(document());
    }
  }

  @Test
  void everyVerbHasExamplesAndExitCodes() {
    keeper
        .getSubcommands()
        .forEach(
            (name, verb) ->
                assertThat(help(verb))
                    .as(name)
                    .contains("Examples:", "  keeper " + name, "Exit codes:")
                    .doesNotContain("\t"));
  }

  @Test
  void everyVerbOfAVerbHasExamples() {
    keeper
        .getSubcommands()
        .forEach(
            (name, verb) ->
                verb.getSubcommands()
                    .forEach(
                        (inner, command) ->
                            assertThat(help(command))
                                .as(name + " " + inner)
                                .contains("Examples:")
                                .containsPattern("keeper " + name + " word-count .*" + inner)));
  }

  /** What {@code keeper --help} prints, which leaves out what takes long. */
  @Test
  void theOutlineSaysTheSameOfVerbs() {
    assertThat(help(KeeperMain.outline(Map.of(), OUT))).isEqualTo(help(keeper));
  }

  @Test
  void verbsAreCalledAsTheyCallThemselves() {
    keeper
        .getSubcommands()
        .forEach((name, verb) -> assertThat(verb.getCommandName()).isEqualTo(name));
  }

  private String document() {
    StringBuilder text = new StringBuilder("# Commands\n\n");
    text.append("Made from the commands themselves: what `--help` prints. ")
        .append("[Exit codes](exit-codes.md) in one table.\n\n| Verb | |\n|---|---|\n");
    keeper
        .getSubcommands()
        .forEach(
            (name, verb) ->
                text.append("| [`keeper ")
                    .append(name)
                    .append("`](#keeper-")
                    .append(name)
                    .append(") | ")
                    .append(summary(verb))
                    .append(" |\n"));
    section(text, "keeper", keeper);
    keeper.getSubcommands().forEach((name, verb) -> section(text, "keeper " + name, verb));
    section(text, "run-job.sh", new CommandLine(new RunJobCommand(Map.of(), OUT)));
    section(text, "checkpoint-tool.sh", new CommandLine(new CheckpointToolCommand(Map.of(), OUT)));
    return text.toString();
  }

  private static void section(StringBuilder text, String title, CommandLine command) {
    text.append("\n## ").append(title).append("\n\n```\n").append(help(command)).append("```\n");
    if (title.startsWith("keeper ")) {
      command
          .getSubcommands()
          .forEach(
              (name, verb) ->
                  text.append("\n### ")
                      .append(title)
                      .append(" JOB ")
                      .append(name)
                      .append("\n\n```\n")
                      .append(help(verb))
                      .append("```\n"));
    }
  }

  /** The first sentence. */
  private static String summary(CommandLine verb) {
    String all = String.join(" ", verb.getCommandSpec().usageMessage().description());
    int end = all.indexOf(". ");
    return end < 0 ? all : all.substring(0, end + 1);
  }

  private static String help(CommandLine command) {
    command.getCommandSpec().usageMessage().autoWidth(false).width(WIDTH);
    return command.getUsageMessage(Ansi.OFF).stripTrailing().replaceAll(" +\n", "\n") + "\n";
  }
}
