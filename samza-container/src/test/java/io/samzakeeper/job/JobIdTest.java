package io.samzakeeper.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobIdTest {
  @Test
  void noTwoJobsShareATree() {
    assertThat(new JobId("word-count", "1").treeName()).isEqualTo("word-count-1");
    assertThat(new JobId("a", "1-2").treeName()).isNotEqualTo(new JobId("a-1", "2").treeName());
  }
}
