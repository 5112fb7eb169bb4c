package io.samzakeeper.worker;

import io.samzakeeper.job.WorkerReport.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.container.TaskInstance;
import org.apache.samza.container.TaskInstanceMetrics;
import org.apache.samza.metrics.ReadableMetricsRegistry;
import org.apache.samza.metrics.Snapshot;
import org.apache.samza.system.SystemStreamPartition;

/**
 * Measures what a Samza container has done, by the metrics that Samza keeps of it. Safe for any
 * thread.
 */
final class WorkMeter {
  private final long sinceMillis;
  private final List<TaskInstanceMetrics> tasks;
  private final List<InputMeter> inputs;

  /**
   * @param consumers what the container's consumers report to
   * @param sinceMillis when it was started, epoch milliseconds
   */
  WorkMeter(ReadableMetricsRegistry consumers, Collection<TaskInstance> tasks, long sinceMillis) {
    this.sinceMillis = sinceMillis;
    this.tasks = tasks.stream().map(TaskInstance::metrics).toList();
    this.inputs = inputs(consumers, tasks);
  }

  Work measure() {
    long messages = 0;
    long commits = 0;
    long timed = 0;
    double sum = 0;
    long longest = 0;
    for (TaskInstanceMetrics task : tasks) {
      messages += task.messagesActuallyProcessed().getCount();
      commits += task.commits().getCount();
      Snapshot recent = task.commitNs().getSnapshot();
      timed += recent.getSize();
      sum += recent.getSum();
      longest = Math.max(longest, recent.getSize() == 0 ? 0 : recent.getMax());
    }
    SortedMap<String, Long> lag = new TreeMap<>();
    inputs.forEach(input -> input.lag().ifPresent(behind -> lag.put(input.name(), behind)));
    return new Work(
        sinceMillis,
        messages,
        commits,
        timed == 0 ? 0 : seconds(sum / timed),
        seconds((double) longest),
        lag);
  }

  private static double seconds(double nanos) {
    return nanos / Duration.ofSeconds(1).toNanos();
  }

  private static List<InputMeter> inputs(
      ReadableMetricsRegistry consumers, Collection<TaskInstance> tasks) {
    Map<SystemStreamPartition, List<TaskInstanceMetrics>> readers = new HashMap<>();
    for (TaskInstance task : tasks) {
      for (SystemStreamPartition partition : task.systemStreamPartitions()) {
        readers.computeIfAbsent(partition, none -> new ArrayList<>()).add(task.metrics());
      }
    }
    return readers.entrySet().stream()
        .map(reader -> new InputMeter(reader.getKey(), consumers, reader.getValue()))
        .toList();
  }
}
