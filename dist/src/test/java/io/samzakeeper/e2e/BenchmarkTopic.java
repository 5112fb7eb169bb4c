package io.samzakeeper.e2e;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic full of records that wait to be processed: {@code <sequence>,<sent>,<filling>}. */
final class BenchmarkTopic {
  private static final String BROKER = "127.0.0.1:19092";
  private static final String FILLING = "x".repeat(80);

  private BenchmarkTopic() {}

  /** Makes it, too. */
  static void fill(String name, int recordsEach) {
    try (AdminClient admin = AdminClient.create(Map.of("bootstrap.servers", BROKER))) {
      admin
          .createTopics(List.of(new NewTopic(name, BenchmarkOutput.PARTITIONS, (short) 1)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    AtomicReference<Exception> failed = new AtomicReference<>();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", BROKER, "linger.ms", "20"),
            new StringSerializer(),
            new StringSerializer())) {
      String text = "," + System.currentTimeMillis() + "," + FILLING;
      for (int sequence = 0; sequence < recordsEach; sequence++) {
        for (int partition = 0; partition < BenchmarkOutput.PARTITIONS; partition++) {
          var unused =
              producer.send(
                  new ProducerRecord<>(name, partition, "k", sequence + text),
                  (sent, failure) -> failed.compareAndSet(null, failure));
        }
      }
    }
    if (failed.get() != null) {
      throw new IllegalStateException(failed.get());
    }
  }
}
