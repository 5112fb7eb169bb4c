package io.samzakeeper.client;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** Shows a job with each change of it, until its application has ended. For one thread. */
final class Watching {
  /** Ages are drawn anew. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** More changes than a person can follow are one. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Where no AM stands: YARN alone can say whether the application has ended. */
  private static final long ASK_YARN_EVERY_TICKS = 3;

  private final Cluster cluster;
  private final JobId job;
  private final LiveJob live;
  private long ticks;

  Watching(Cluster cluster, JobId job, LiveJob live) {
    this.cluster = cluster;
    this.job = job;
    this.live = live;
  }

  /**
   * What is shown.
   *
   * @param events by their order
   * @param notice what is wrong with the picture itself; empty for nothing
   */
  record Picture(JobStatus status, SortedMap<String, JobEvent> events, String notice) {}

  /** Where it is shown. */
  interface View extends AutoCloseable {
    void show(Picture picture);

    /** Whether somebody still looks. */
    boolean isSeen();

    @Override
    void close();
  }

  ClientExit watch(View view) throws InterruptedException {
    try (view) {
      requireRunning();
      while (true) {
        Optional<JobStatus> status = live.status();
        if (status.isEmpty() || !view.isSeen()) {
          return ClientExit.OK;
        }
        Optional<ClientExit> ended = ended(status.get());
        view.show(new Picture(status.get(), live.events(), live.notice()));
        if (ended.isPresent()) {
          return ended.get();
        }
        if (live.awaitChange(TICK)) {
          TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } else {
          ticks++;
        }
      }
    }
  }

  private void requireRunning() {
    JobStatus first =
        live.status().orElseThrow(() -> StatusReport.notRunning(job, "it was never submitted"));
    if (ended(first).isPresent()) {
      throw StatusReport.notRunning(
          job, "its last application was " + first.application().applicationId());
    }
  }

  private Optional<ClientExit> ended(JobStatus status) {
    Application.State state = status.application().state();
    if (state.ended()) {
      return Optional.of(
          state == Application.State.SUCCEEDED ? ClientExit.OK : ClientExit.JOB_FAILED);
    }
    boolean ask = status.candidates().members().isEmpty() && ticks % ASK_YARN_EVERY_TICKS == 0;
    return ask
            && cluster
                .report(status.application().applicationId())
                .filter(YarnCluster::isActive)
                .isEmpty()
        ? Optional.of(ClientExit.JOB_FAILED)
        : Optional.empty();
  }
}
