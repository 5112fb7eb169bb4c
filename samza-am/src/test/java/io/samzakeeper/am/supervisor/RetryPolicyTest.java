package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  @ParameterizedTest(name = "after {0} failures: {1} s")
  @CsvSource({"0, 0", "1, 0", "2, 1", "3, 2", "4, 4", "6, 16", "7, 30", "100, 30"})
  void pauseGrows(int failures, long seconds) {
    assertThat(RetryPolicy.pause(failures)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest(name = "retry count {0}, {1} failures: used up {2}")
  @CsvSource({
    "0, 1, true",
    "1, 1, false",
    "1, 2, true",
    "8, 8, false",
    "8, 9, true",
    "-1, 1000, false"
  })
  void retriesAreUsedUpAsInStockSamza(int retryCount, int failures, boolean usedUp) {
    assertThat(new RetryPolicy(retryCount, Duration.ofMinutes(5)).isUsedUp(failures))
        .isEqualTo(usedUp);
  }

  @Test
  void unendingRetriesSaySo() {
    assertThat(new RetryPolicy(-1, Duration.ofMinutes(5)).describe(3))
        .isEqualTo("failure 3, retried without end");
  }
}
