package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.InvalidConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesSourceTest {
  @TempDir Path directory;

  @Test
  void valuesPassUnharmed() throws IOException {
    Path file =
        write("job.name=count\ntask.class=a.B$C\ntask.opts=-Da=\"x y\" -Db='$HOME'\nword=größe\n");

    assertThat(PropertiesSource.read("--config-path", file.toString()))
        .containsEntry("task.class", "a.B$C")
        .containsEntry("task.opts", "-Da=\"x y\" -Db='$HOME'")
        .containsEntry("word", "größe");
    assertThat(PropertiesSource.read("--config-path", file.toUri().toString()))
        .containsEntry("job.name", "count");
  }

  @Test
  void aJarIsFoundFromTheFileThatNamesIt() throws IOException {
    Path file = write("keeper.job.jar=lib/job.jar\n");

    assertThat(PropertiesSource.read("--config-path", file.toString()))
        .containsEntry("keeper.job.jar", directory.resolve("lib/job.jar").toString());
  }

  @Test
  void aMalformedFileIsNamedWithItsLine() throws IOException {
    Path file = write("job.name=count\n# fine\ntask.class=\\u00zz\nmore=1\n");

    assertThatThrownBy(() -> PropertiesSource.read("--config-path", file.toString()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll("--config-path", file.toString(), "line 3");
  }

  @Test
  void aMissingFileADirectoryAndAnotherCharacterSetAreRefused() throws IOException {
    Path missing = directory.resolve("missing.properties");
    assertThatThrownBy(() -> PropertiesSource.read("--config-path", missing.toString()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll(missing.toString(), "there is none");
    assertThatThrownBy(() -> PropertiesSource.read("--config-path", directory.toString()))
        .isInstanceOf(InvalidConfigException.class);
    Path latin = directory.resolve("latin.properties");
    Files.write(latin, "word=größe".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PropertiesSource.read("--config-path", latin.toString()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void anAddressThatIsNoFileIsRefused() {
    assertThatThrownBy(() -> PropertiesSource.read("--config-path", "file:relative"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("file:relative");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("job.properties"), text);
  }
}
