package io.samzakeeper.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Exit codes tell apart, and the manual says what the code says. */
class ExitCodeTest {
  @Test
  void theManualHasEachOfThem() throws IOException {
    String manual = Files.readString(Path.of("../docs/exit-codes.md"));
    for (ExitCode exit : ExitCode.values()) {
      assertThat(manual)
          .contains("| " + exit.code() + " | " + exit + " | " + exit.explanation() + " |");
    }
  }

  @Test
  void noTwoAreTheSameAndEachIsFoundByItsNumber() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).doesNotHaveDuplicates();
    for (ExitCode exit : ExitCode.values()) {
      assertThat(ExitCode.of(exit.code())).contains(exit);
    }
    assertThat(ExitCode.of(137)).isEmpty();
  }
}
