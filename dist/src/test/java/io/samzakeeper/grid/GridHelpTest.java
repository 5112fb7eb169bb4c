package io.samzakeeper.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class GridHelpTest {
  @Test
  void everyVerbHasExamples() {
    List<CommandLine> commands = new ArrayList<>(List.of(new CommandLine(GridMain.class)));
    for (int i = 0; i < commands.size(); i++) {
      commands.addAll(commands.get(i).getSubcommands().values());
    }
    assertThat(commands).hasSize(10);
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName();
      assertThat(command.getUsageMessage(Ansi.OFF)).as(name).contains("Examples:", "  " + name);
    }
  }
}
