package io.samzakeeper.samza;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.samza.config.Config;
import org.apache.samza.config.KafkaConsumerConfig;
import org.apache.samza.metrics.MetricsRegistry;
import org.apache.samza.system.SystemConsumer;
import org.apache.samza.system.kafka.KafkaConsumerProxy;
import org.apache.samza.system.kafka.KafkaSystemConsumerMetrics;
import org.apache.samza.system.kafka.KafkaSystemFactory;
import org.apache.samza.util.SystemClock;

/**
 * Samza's Kafka system with a {@link PromptKafkaConsumer}: a store that has little to restore is
 * ready at once. The worker puts it in the place of {@link #SAMZAS}, and of no other.
 */
public final class PromptKafkaSystemFactory extends KafkaSystemFactory {
  /** Which a job without Kafka need not have on its class path. */
  public static final String SAMZAS = "org.apache.samza.system.kafka.KafkaSystemFactory";

  @Override
  public SystemConsumer getConsumer(String system, Config config, MetricsRegistry registry) {
    String clientId =
        KafkaConsumerConfig.createClientId(KafkaSystemFactory.CLIENTID_CONSUMER_PREFIX(), config);
    KafkaConsumer<byte[], byte[]> kafka =
        PromptKafkaConsumer.createKafkaConsumerImpl(
            system, KafkaConsumerConfig.getKafkaSystemConsumerConfig(config, system, clientId));
    KafkaSystemConsumerMetrics metrics = new KafkaSystemConsumerMetrics(system, registry);
    return new PromptKafkaConsumer(
        kafka,
        system,
        config,
        clientId,
        new KafkaConsumerProxy.BaseFactory<>(kafka, system, clientId, metrics),
        metrics,
        SystemClock.instance());
  }
}
