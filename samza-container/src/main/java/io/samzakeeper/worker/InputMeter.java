package io.samzakeeper.worker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.samza.container.TaskInstanceMetrics;
import org.apache.samza.metrics.Counter;
import org.apache.samza.metrics.Gauge;
import org.apache.samza.metrics.Metric;
import org.apache.samza.metrics.ReadableMetricsRegistry;
import org.apache.samza.system.SystemStreamPartition;

/**
 * How many messages of one partition are not processed yet, by the metrics that Samza 1.8 has of a
 * Kafka consumer and of tasks. Other systems have none of the kind.
 *
 * <p>Kafka's own lag is that of what was fetched. Tasks may be behind that by all that waits in the
 * consumer's queue, tens of thousands of messages where a task hangs, so it is added.
 */
final class InputMeter {
  private static final String OF_CONSUMERS =
      "org.apache.samza.system.kafka.KafkaSystemConsumerMetrics";
  private static final String OF_TASKS = TaskInstanceMetrics.class.getName();
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final String name;
  private final String metric;
  private final ReadableMetricsRegistry consumers;

  /** Of the tasks that read it, several where it is broadcast. */
  private final List<ReadableMetricsRegistry> tasks;

  /**
   * @param consumers what the container's consumers report to
   * @param tasks that read the partition
   */
  InputMeter(
      SystemStreamPartition partition,
      ReadableMetricsRegistry consumers,
      Collection<TaskInstanceMetrics> tasks) {
    int number = partition.getPartition().getPartitionId();
    this.name = partition.getSystem() + "." + partition.getStream() + "#" + number;
    this.metric = partition.getSystem() + "-" + partition.getStream() + "-" + number;
    this.consumers = consumers;
    this.tasks = tasks.stream().map(TaskInstanceMetrics::registry).toList();
  }

  /** {@code system.stream#partition}. */
  String name() {
    return name;
  }

  /** Nothing while it is not known. */
  OptionalLong lag() {
    Map<String, Metric> metrics = group(consumers, OF_CONSUMERS);
    if (!(metrics.get(metric + "-messages-behind-high-watermark") instanceof Gauge<?> behind)
        || !(behind.getValue() instanceof Long notFetched)
        || notFetched < 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(notFetched + waiting(metrics));
  }

  /** Fetched and not processed; 0 before the first of each. */
  private long waiting(Map<String, Metric> metrics) {
    if (!(metrics.get(metric + "-offset-change") instanceof Counter fetched)) {
      return 0;
    }
    long last = fetched.getCount();
    return tasks.stream()
        .map(task -> group(task, OF_TASKS).get(metric + "-offset"))
        .filter(Gauge.class::isInstance)
        .map(offset -> String.valueOf(((Gauge<?>) offset).getValue()))
        .filter(offset -> NUMBER.matcher(offset).matches())
        .mapToLong(offset -> Math.max(0, last - Long.parseLong(offset)))
        .max()
        .orElse(0);
  }

  private static Map<String, Metric> group(ReadableMetricsRegistry registry, String group) {
    Map<String, Metric> metrics = registry.getGroup(group);
    return metrics == null ? Map.of() : metrics;
  }
}
