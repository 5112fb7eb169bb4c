package io.samzakeeper.samza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.samza.Partition;
import org.apache.samza.config.MapConfig;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.system.SystemStreamPartitionIterator;
import org.apache.samza.system.kafka.KafkaConsumerProxy;
import org.apache.samza.system.kafka.KafkaSystemConsumerMetrics;
import org.apache.samza.util.NoOpMetricsRegistry;
import org.apache.samza.util.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kafka does not answer: what it says of a partition is said by the test. */
class PromptKafkaConsumerTest {
  private static final SystemStreamPartition CHANGELOG =
      new SystemStreamPartition("kafka", "changelog", new Partition(0));

  private final SilentKafka kafka = new SilentKafka();
  private final FedConsumer consumer = new FedConsumer(kafka);

  /** Has the records that the test gives it. */
  private static final class FedConsumer extends PromptKafkaConsumer {
    FedConsumer(MockConsumer<byte[], byte[]> kafka) {
      this(kafka, new KafkaSystemConsumerMetrics("kafka", new NoOpMetricsRegistry()));
    }

    private FedConsumer(MockConsumer<byte[], byte[]> kafka, KafkaSystemConsumerMetrics metrics) {
      super(
          kafka,
          "kafka",
          new MapConfig(),
          "client",
          samza ->
              new KafkaConsumerProxy<>(
                  samza, kafka, "kafka", "client", samza.getMessageSink(), metrics, "metrics"),
          metrics,
          SystemClock.instance());
    }

    void feed(String offset) throws InterruptedException {
      byte[] any = offset.getBytes(StandardCharsets.UTF_8);
      put(CHANGELOG, new IncomingMessageEnvelope(CHANGELOG, offset, any, any));
    }
  }

  /** The first that Samza asks it for is where partitions end. */
  private static final class SilentKafka extends MockConsumer<byte[], byte[]> {
    private final CompletableFuture<Void> answer = new CompletableFuture<>();

    SilentKafka() {
      super(OffsetResetStrategy.NONE);
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions) {
      answer.join();
      return partitions.stream().collect(Collectors.toMap(Function.identity(), any -> 0L));
    }
  }

  @BeforeEach
  void start() {
    consumer.register(CHANGELOG, "5");
    consumer.start();
  }

  @AfterEach
  void stop() {
    consumer.stop();
    kafka.answer.complete(null);
  }

  @Test
  void whoWaitsForTheEndIsToldThoughItIsTakenBackAtOnce()
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<Boolean> hasNext = hasNext();
    awaitThatItWaits();

    // As Samza's proxy does: at its start, and after the first fetch, which has no lag to tell.
    sayIsAtEnd(true);
    sayIsAtEnd(false);

    assertThat(hasNext.get(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void whoComesWhenTheEndIsThereDoesNotWait()
      throws ExecutionException, InterruptedException, TimeoutException {
    sayIsAtEnd(true);
    sayIsAtEnd(false);

    assertThat(hasNext().get(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void whatIsThereBeforeTheEndIsRead() throws InterruptedException {
    SystemStreamPartitionIterator records = new SystemStreamPartitionIterator(consumer, CHANGELOG);
    consumer.feed("5");
    assertThat(records.next().getOffset()).isEqualTo("5");
    consumer.feed("6");
    sayIsAtEnd(true);

    assertThat(records.hasNext()).isTrue();
    assertThat(records.next().getOffset()).isEqualTo("6");
    assertThat(records.hasNext()).isFalse();
  }

  @Test
  void theEndIsNoMessage() throws InterruptedException {
    Map<SystemStreamPartition, List<IncomingMessageEnvelope>> none =
        consumer.poll(Set.of(CHANGELOG), 0);
    sayIsAtEnd(true);

    assertThat(none).isEmpty();
    assertThat(consumer.poll(Set.of(CHANGELOG), 0)).isEmpty();
    assertThat(consumer.getNumMessagesInQueue(CHANGELOG)).isZero();
  }

  @Test
  void stopDoesNotWaitForAFetchThatIsUnderWay() {
    consumer.stop(); // which returns

    assertThat(kafka.answer).isNotDone();
  }

  private void sayIsAtEnd(boolean isAtEnd) {
    consumer.getMessageSink().setIsAtHighWatermark(CHANGELOG, isAtEnd);
  }

  private CompletableFuture<Boolean> hasNext() {
    return CompletableFuture.supplyAsync(
        () -> new SystemStreamPartitionIterator(consumer, CHANGELOG).hasNext());
  }

  /** At the queue, in Samza's own loop. */
  private static void awaitThatItWaits() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Thread.getAllStackTraces().values().stream()
                    .anyMatch(
                        stack ->
                            List.of(stack).stream()
                                    .anyMatch(f -> f.getClassName().endsWith("BlockingQueue"))
                                && List.of(stack).stream()
                                    .anyMatch(
                                        f -> f.getClassName().endsWith("PromptKafkaConsumer"))));
  }
}
