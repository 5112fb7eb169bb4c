package io.samzakeeper.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The grid's Kafka. */
final class Topics implements AutoCloseable {
  private final String bootstrapServers;
  private final AdminClient admin;

  Topics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = AdminClient.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  void create(String topic, int partitions) {
    await(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all());
  }

  /** Gives a topic more partitions. */
  void grow(String topic, int partitions) {
    await(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
  }

  Set<String> names() {
    return await(admin.listTopics().names());
  }

  /** Sends lines round robin over the partitions; durable on return. */
  void send(String topic, String... lines) {
    try (KafkaProducer<String, String> producer = producer()) {
      int partitions = producer.partitionsFor(topic).size();
      for (int i = 0; i < lines.length; i++) {
        await(producer.send(new ProducerRecord<>(topic, i % partitions, null, lines[i])));
      }
    }
  }

  /** Sends one line to every partition; durable on return. */
  void sendToAll(String topic, String line) {
    try (KafkaProducer<String, String> producer = producer()) {
      for (int i = producer.partitionsFor(topic).size() - 1; i >= 0; i--) {
        await(producer.send(new ProducerRecord<>(topic, i, null, line)));
      }
    }
  }

  KafkaProducer<String, String> producer() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("acks", "all");
    properties.put("linger.ms", "0");
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  KafkaConsumer<String, String> consumer() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    admin.close();
  }

  private static <T> T await(java.util.concurrent.Future<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String[] repeat(String line, int times) {
    String[] lines = new String[times];
    Arrays.fill(lines, line);
    return lines;
  }
}
