package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.supervisor.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many containers ran, and how they fared, over the last minutes, for small charts. Safe for
 * any thread.
 */
final class TimeLine {
  static final Duration PERIOD = Duration.ofSeconds(5);

  /** Ten minutes. */
  private static final int KEPT = 120;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(
      Instant at, int running, int needed, int restarts, int failures, WorkTotals work) {}

  synchronized void add(JobView view, WorkTotals work, Instant now) {
    samples.addLast(
        new Sample(
            now,
            view.count(JobView.State.RUNNING),
            view.needed(),
            view.processors().stream().mapToInt(JobView.ProcessorView::restarts).sum(),
            view.processors().stream().mapToInt(JobView.ProcessorView::failures).sum(),
            work));
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
      ObjectNode node = target.addObject();
      node.put("at", sample.at().toString());
      node.put("running", sample.running());
      node.put("needed", sample.needed());
      node.put("restarts", sample.restarts());
      node.put("failures", sample.failures());
      WorkDocuments.write(sample.work(), node);
    }
  }
}
