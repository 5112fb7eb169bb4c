package io.samzakeeper.samza;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.samza.SamzaException;
import org.apache.samza.config.Config;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.system.kafka.KafkaConsumerProxyFactory;
import org.apache.samza.system.kafka.KafkaSystemConsumer;
import org.apache.samza.system.kafka.KafkaSystemConsumerMetrics;
import org.apache.samza.util.Clock;

/**
 * Samza's Kafka consumer, but who waits for the end of a partition ({@link
 * #BLOCK_ON_OUTSTANDING_MESSAGES}, as the restoring of a store does) is told of it. In Samza 1.8 he
 * looks once a second, and sees it only if no fetch has come back empty meanwhile: until a record
 * has been fetched Kafka has no metric for the lag, which Samza takes for "not at the end". So a
 * store that misses nothing takes 2 s to restore, and half a second more until the consumer has
 * stopped, which nobody waits for here.
 *
 * <p>What is at the end once counts as read from then on: a changelog has no other writer than the
 * task that restores from it.
 */
class PromptKafkaConsumer extends KafkaSystemConsumer<byte[], byte[]> {
  private final Set<SystemStreamPartition> caughtUp = ConcurrentHashMap.newKeySet();
  private final Set<SystemStreamPartition> awaited = ConcurrentHashMap.newKeySet();

  PromptKafkaConsumer(
      Consumer<byte[], byte[]> kafka,
      String system,
      Config config,
      String clientId,
      KafkaConsumerProxyFactory<byte[], byte[]> proxies,
      KafkaSystemConsumerMetrics metrics,
      Clock clock) {
    super(kafka, system, config, clientId, proxies, metrics, clock);
  }

  /** Stands in a partition's queue for the end, so that who waits at the queue wakes. */
  private static final class End extends IncomingMessageEnvelope {
    End(SystemStreamPartition partition) {
      super(partition, null, null, null);
    }
  }

  @Override
  protected Boolean setIsAtHead(SystemStreamPartition partition, boolean isAtHead) {
    Boolean before = super.setIsAtHead(partition, isAtHead);
    if (isAtHead && caughtUp.add(partition) && awaited.contains(partition)) {
      try {
        put(partition, new End(partition));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SamzaException("interrupted at the end of " + partition, e);
      }
    }
    return before;
  }

  @Override
  public Map<SystemStreamPartition, List<IncomingMessageEnvelope>> poll(
      Set<SystemStreamPartition> partitions, long timeout) throws InterruptedException {
    if (timeout != BLOCK_ON_OUTSTANDING_MESSAGES) {
      return withoutEnds(super.poll(partitions, timeout));
    }
    // In this order: either we see that the end is there, or it sees that we wait.
    awaited.addAll(partitions);
    boolean nothingToWaitFor = caughtUp.containsAll(partitions);
    return withoutEnds(super.poll(partitions, nothingToWaitFor ? 0 : timeout));
  }

  private Map<SystemStreamPartition, List<IncomingMessageEnvelope>> withoutEnds(
      Map<SystemStreamPartition, List<IncomingMessageEnvelope>> polled) {
    if (awaited.isEmpty()
        || polled.values().stream().flatMap(List::stream).noneMatch(End.class::isInstance)) {
      return polled;
    }
    return polled.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    entry.getValue().stream()
                        .filter(message -> !(message instanceof End))
                        .toList()));
  }

  /** Returns before it has stopped: up to 0.5 s, as long as a fetch is under way. */
  @Override
  public void stop() {
    Thread stopping = new Thread(super::stop, "stop-" + this);
    stopping.setDaemon(true);
    stopping.start();
  }
}
