package io.samzakeeper.grid.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The Kafka clients behind {@code bin/grid topic}, {@code produce} and {@code consume}. Called by
 * reflection from another class loader, so all it takes and gives is strings and a number.
 */
public final class KafkaToolMain {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> connection;
  private final PrintStream out =
      new PrintStream(System.out, /* autoFlush= */ false, StandardCharsets.UTF_8);

  private KafkaToolMain(String bootstrap) {
    this.connection = Map.of("bootstrap.servers", bootstrap);
  }

  /**
   * Runs one verb.
   *
   * @param arguments bootstrap servers, verb, and what the verb takes
   * @return an exit code
   */
  public static int run(String... arguments) throws InterruptedException {
    KafkaToolMain tool = new KafkaToolMain(arguments[0]);
    try {
      return switch (arguments[1]) {
        case "create" -> tool.create(arguments[2], Integer.parseInt(arguments[3]));
        case "list" -> tool.list();
        case "produce" -> tool.produce(arguments[2]);
        case "consume" ->
            tool.consume(
                arguments[2],
                Boolean.parseBoolean(arguments[3]),
                Long.parseLong(arguments[4]),
                Long.parseLong(arguments[5]));
        default -> throw new IllegalArgumentException("Unknown verb " + arguments[1]);
      };
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } finally {
      tool.out.flush();
    }
  }

  private int create(String topic, int partitions) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(connection)) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
          .all()
          .get();
      out.println("created " + topic + " with " + partitions + " partitions");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
      out.println(topic + " is there already");
    }
    return 0;
  }

  private int list() throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(connection)) {
      admin.listTopics().names().get().stream().sorted().forEach(out::println);
    }
    return 0;
  }

  private int produce(String topic) throws InterruptedException {
    AtomicReference<Exception> failure = new AtomicReference<>();
    long sent = 0;
    try (KafkaProducer<String, String> producer =
            new KafkaProducer<>(connection, new StringSerializer(), new StringSerializer());
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      int partitions = producer.partitionsFor(topic).size();
      String line;
      while ((line = lines.readLine()) != null) {
        int partition = (int) (sent++ % partitions);
        // The callback keeps the first failure of all; the futures would say the same one by one.
        Object unused =
            producer.send(
                new ProducerRecord<>(topic, partition, null, line),
                (metadata, error) -> failure.compareAndSet(null, error));
      }
      producer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get().getMessage(), failure.get());
    }
    out.println("sent " + sent + " messages to " + topic);
    return 0;
  }

  private int consume(String topic, boolean fromBeginning, long maxMessages, long timeoutSeconds) {
    long begin = System.nanoTime();
    long seen = 0;
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(connection, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
      }
      while (seen < maxMessages
          && Duration.ofNanos(System.nanoTime() - begin).toSeconds() < timeoutSeconds) {
        for (ConsumerRecord<String, String> message : consumer.poll(POLL)) {
          if (seen < maxMessages) {
            out.println(message.value());
            seen++;
          }
        }
        out.flush();
      }
    }
    return maxMessages == Long.MAX_VALUE || seen == maxMessages ? 0 : 1;
  }
}
