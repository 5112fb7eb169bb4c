package io.samzakeeper.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of docs/config.md is made from {@link ConfigKey}. After a change of keys: {@code mvn
 * test -pl samza-container -Dtest=ConfigDocTest -Dkeeper.docs.write=true}.
 */
class ConfigDocTest {
  private static final Path FILE = Path.of("..", "docs", "config.md");
  private static final String BEGIN = "<!-- keys: made by ConfigDocTest -->\n";
  private static final String END = "<!-- end of keys -->\n";

  @Test
  void tableIsUpToDate() throws IOException {
    String text = Files.readString(FILE);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(text).contains(BEGIN, END);

    if (Boolean.getBoolean("keeper.docs.write")) {
      Files.writeString(FILE, text.substring(0, begin) + table() + text.substring(end));
    } else {
      assertThat(text.substring(begin, end)).isEqualTo(table());
    }
  }

  private static String table() {
    return Arrays.stream(ConfigKey.values())
        .map(ConfigDocTest::row)
        .collect(
            Collectors.joining(
                "",
                "| Key | Value | Default | A change takes | Meaning |\n|---|---|---|---|---|\n",
                ""));
  }

  private static String row(ConfigKey key) {
    String aliases =
        key.aliases().isEmpty()
            ? ""
            : key.aliases().stream()
                .map(alias -> "`" + alias + "`")
                .collect(Collectors.joining(", ", "; older name: ", ""));
    String value =
        key.defaultValue().filter(text -> !text.isEmpty()).map(text -> "`" + text + "`").orElse("");
    String effect = ConfigEffect.of(key).words();
    return "| `%s` | %s | %s | %s | %s%s |\n"
        .formatted(key.key(), key.type().allowed(), value, effect, key.meaning(), aliases);
  }
}
