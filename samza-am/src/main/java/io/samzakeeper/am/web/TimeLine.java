package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.samzakeeper.am.supervisor.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many containers ran over the last minutes, for small charts. Safe for any thread. */
final class TimeLine {
  static final Duration PERIOD = Duration.ofSeconds(5);

  /** Ten minutes. */
  private static final int KEPT = 120;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(Instant at, int running, int needed, int restarts, int failures) {}

  synchronized void add(JobView view, Instant now) {
    samples.addLast(
        new Sample(
            now,
            view.count(JobView.State.RUNNING),
            view.needed(),
            view.processors().stream().mapToInt(JobView.ProcessorView::restarts).sum(),
            view.processors().stream().mapToInt(JobView.ProcessorView::failures).sum()));
    if (samples.size() > KEPT) {
      samples.removeFirst();
    }
  }

  synchronized void clear() {
    samples.clear();
  }

  /** The oldest first. */
  synchronized void writeTo(ArrayNode target) {
    for (Sample sample : samples) {
      target
          .addObject()
          .put("at", sample.at().toString())
          .put("running", sample.running())
          .put("needed", sample.needed())
          .put("restarts", sample.restarts())
          .put("failures", sample.failures());
    }
  }
}
