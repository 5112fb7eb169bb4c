package io.samzakeeper.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateTest {
  @TempDir private Path directory;

  @Test
  void fillsInValuesAndEscapesThemInXml() throws IOException {
    Path file = Files.writeString(directory.resolve("a.xml"), "<v>@some.key@:@port@</v>");

    String text = new Template(file).fill(Map.of("some.key", "a&b<c\\$1", "port", "8"));

    assertThat(text).isEqualTo("<v>a&amp;b&lt;c\\$1:8</v>");
  }

  @Test
  void leavesValuesOfPropertyFilesAsTheyAre() throws IOException {
    Path file = Files.writeString(directory.resolve("a.properties"), "x=@x@\nserver=1@127.0.0.1");

    assertThat(new Template(file).fill(Map.of("x", "a&b"))).isEqualTo("x=a&b\nserver=1@127.0.0.1");
  }

  @Test
  void refusesAKeyThatNobodyFillsIn() throws IOException {
    Path file = Files.writeString(directory.resolve("a.xml"), "@typo@");

    assertThatThrownBy(() -> new Template(file).fill(Map.of()))
        .isInstanceOf(GridException.class)
        .hasMessageContaining("a.xml")
        .hasMessageContaining("@typo@");
  }

  @Test
  void mergesHadoopConfigurations() {
    String merged =
        Template.merge(
            "<configuration>\n<a/>\n</configuration>\n",
            "<?xml?>\n<configuration>\n<b/>\n</configuration>\n");

    assertThat(merged.replaceAll("\\s+", "")).isEqualTo("<configuration><a/><b/></configuration>");
    assertThat(Template.withProperties(merged, Map.of("k", "<v>")))
        .contains("<name>k</name>")
        .contains("<value>&lt;v&gt;</value>");
  }
}
