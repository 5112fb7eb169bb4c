package io.samzakeeper.e2e;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests of faults with one echo job for all of them, as in life: it has to be the same after each.
 */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedEchoJob {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Whose workers may differ after a fault that is no worker's. */
  static final Set<String> NOBODY = Set.of();

  Cluster cluster;
  EchoJob echo;
  Job job;

  /** Starts the job, on {@link #cluster}. */
  abstract EchoJob start();

  @BeforeAll
  void startJob(Cluster shared) {
    cluster = shared;
    echo = start();
    job = echo.job();
  }

  @AfterAll
  void stopJob() {
    if (echo != null) {
      echo.close();
    }
  }

  int attempts() {
    return cluster.resourceManager().attempts(job.applicationId());
  }
}
