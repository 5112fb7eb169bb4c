package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.JobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  @TempDir private Path directory;
  private Staging staging;

  @BeforeEach
  void open() throws IOException {
    Map<String, String> config = Map.of(ConfigKey.STAGING_DIR.key(), directory.toUri().toString());
    staging = Staging.of(new JobConfig(config), new Configuration());
  }

  @Test
  void aFileIsWrittenOnceAndFoundAfterwards() throws IOException {
    assertThat(staging.find("a")).isEmpty();
    Path first = Files.writeString(directory.resolveSibling("first"), "first");
    Path second = Files.writeString(directory.resolveSibling("second"), "second");
    staging.once("a", first);
    staging.once("a", second);
    assertThat(directory.resolve("a")).hasContent("first");
    assertThat(staging.find("a")).map(staged -> staged.status().getLen()).hasValue(5L);
  }

  @Test
  void othersOfTheSamePrefixAreDeletedAndNothingElse() throws IOException {
    for (String name : new String[] {"classes-job-1", "classes-job-2", "classes-other-1"}) {
      Files.createFile(directory.resolve(name));
    }
    staging.deleteOthers("classes-job-", "classes-job-2");
    assertThat(directory.toFile().list()).containsOnly("classes-job-2", "classes-other-1");
    staging.deleteOthers("classes-none-", "classes-none-1");
  }
}
