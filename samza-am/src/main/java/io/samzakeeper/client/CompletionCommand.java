package io.samzakeeper.client;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code keeper completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Prints a script that completes verbs and options of keeper, for bash and for zsh.",
    footer = {
      "",
      "Examples:",
      "  source <(keeper completion)",
      "  keeper completion > /etc/bash_completion.d/keeper",
      "",
      "Exit codes: 0 done, 2 bad input."
    })
final class CompletionCommand implements Callable<Integer> {
  private final Supplier<CommandLine> whole;
  private final PrintStream out;

  /**
   * @param whole the command with all of its verbs
   */
  CompletionCommand(Supplier<CommandLine> whole, PrintStream out) {
    this.whole = whole;
    this.out = out;
  }

  @Override
  public Integer call() {
    out.print(AutoComplete.bash("keeper", whole.get()));
    return ClientExit.OK.code();
  }
}
