package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientExitTest {
  @ParameterizedTest
  @EnumSource
  void isDocumented(ClientExit exit) throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "exit-codes.md")))
        .contains("| %d | %s | %s |".formatted(exit.code(), exit, exit.meaning()));
  }
}
