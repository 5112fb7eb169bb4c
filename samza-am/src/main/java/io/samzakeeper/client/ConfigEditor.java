package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Lets a person change a config in the editor that the environment names. */
final class ConfigEditor {
  private final Map<String, String> environment;

  ConfigEditor(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Blocks until the editor is closed. The file is for this user only, and gone afterwards.
   *
   * @throws ClientException when the editor ends with an error: nothing is to be changed then
   * @throws InvalidConfigException when it cannot be started, or what it leaves is no properties
   *     file
   */
  SortedMap<String, String> edit(SortedMap<String, String> config)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("keeper-config-", ".properties"); // mode 600
    try {
      write(config, file);
      run(file);
      return PropertiesSource.read("EDITOR", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  private void run(Path file) throws InterruptedException {
    String editor =
        Stream.of("VISUAL", "EDITOR")
            .map(environment::get)
            .filter(name -> name != null && !name.isBlank())
            .findFirst()
            .orElse("vi");
    int exitCode;
    try {
      // By a shell, as is the custom: the variable may hold options, too.
      exitCode =
          new ProcessBuilder(List.of("sh", "-c", editor + " \"$0\"", file.toString()))
              .inheritIO()
              .start()
              .waitFor();
    } catch (IOException e) {
      throw new InvalidConfigException("EDITOR", editor, "a command that edits a file", e);
    }
    if (exitCode != 0) {
      throw new ClientException(
          ClientExit.BAD_INPUT,
          "the editor (" + editor + ") ended with " + exitCode + ": nothing was changed");
    }
  }

  /** One key a line, in their order; without the comment with the time. */
  private static void write(SortedMap<String, String> config, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, String> entry : config.entrySet()) {
        Properties one = new Properties();
        one.setProperty(entry.getKey(), entry.getValue());
        java.io.StringWriter line = new java.io.StringWriter();
        one.store(line, null);
        out.write(line.toString().lines().skip(1).findFirst().orElseThrow());
        out.newLine();
      }
    }
  }
}
