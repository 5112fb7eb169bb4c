package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RmPatienceTest {
  private final RmPatience patience = new RmPatience(Duration.ofSeconds(20));

  @Test
  void whoLosesTheRmGoesSoonAndWhoNeverHadItStays() {
    assertThat(patience.beforeResigning(true)).isEqualTo(Duration.ofSeconds(20));
    assertThat(patience.beforeResigning(false)).isEqualTo(Duration.ofSeconds(160));
  }
}
