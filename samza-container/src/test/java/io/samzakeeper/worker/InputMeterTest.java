package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.samza.Partition;
import org.apache.samza.container.TaskInstanceMetrics;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.system.SystemStreamPartition;
import org.junit.jupiter.api.Test;

/** With metrics by the names that samza-kafka 1.8.0 gives them; real ones are in dist's tests. */
class InputMeterTest {
  private static final String CONSUMER = "org.apache.samza.system.kafka.KafkaSystemConsumerMetrics";
  private static final SystemStreamPartition PARTITION =
      new SystemStreamPartition("kafka", "odd-words", new Partition(3));

  private final MetricsRegistryMap consumers = new MetricsRegistryMap();
  private final TaskInstanceMetrics one = task("one");
  private final TaskInstanceMetrics other = task("other");
  private final InputMeter meter = new InputMeter(PARTITION, consumers, List.of(one, other));

  @Test
  void isNamedAsPartitionsAreEverywhere() {
    assertThat(meter.name()).isEqualTo("kafka.odd-words#3");
  }

  @Test
  void isUnknownWhereTheSystemDoesNotTell() {
    assertThat(meter.lag()).isEmpty();
    behind(-1);
    assertThat(meter.lag()).isEmpty();
  }

  @Test
  void isKafkasOwnBeforeAnythingIsFetched() {
    behind(12);
    assertThat(meter.lag()).hasValue(12);
  }

  @Test
  void whatWaitsInTheConsumersQueueCountsForTheTaskThatIsBehindMost() {
    behind(12);
    consumers.newCounter(CONSUMER, "kafka-odd-words-3-offset-change").set(1_000);
    assertThat(meter.lag()).as("no task has got any").hasValue(12);

    processed(one, "990");
    processed(other, "900");

    assertThat(meter.lag()).hasValue(112);
  }

  private void behind(long messages) {
    String name = "kafka-odd-words-3-messages-behind-high-watermark";
    consumers.newGauge(CONSUMER, name, messages).set(messages);
  }

  private static void processed(TaskInstanceMetrics task, String offset) {
    task.registry()
        .newGauge(TaskInstanceMetrics.class.getName(), "kafka-odd-words-3-offset", offset);
  }

  private static TaskInstanceMetrics task(String name) {
    return new TaskInstanceMetrics(name, new MetricsRegistryMap(), "");
  }
}
