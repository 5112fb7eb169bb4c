package io.samzakeeper.e2e;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends 0, 1, 2, ... to each partition of a topic, steadily, until it is closed: who has seen all
 * of them has lost nothing.
 */
final class Feeder implements AutoCloseable {
  private final String topic;
  private final int partitions;
  private final KafkaProducer<String, String> producer;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLongArray acknowledged;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Future<?> schedule;
  private long next;

  Feeder(Topics topics, String topic, int partitions, Duration interval) {
    this.topic = topic;
    this.partitions = partitions;
    this.acknowledged = new AtomicLongArray(partitions);
    this.producer = topics.producer();
    this.schedule =
        timer.scheduleAtFixedRate(this::send, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How many records Kafka has acknowledged in a partition: 0 to this, exclusive, are there. */
  long acknowledged(int partition) {
    if (failure.get() != null) {
      throw new IllegalStateException("a record could not be sent", failure.get());
    }
    return acknowledged.get(partition);
  }

  private void send() {
    String value = Long.toString(next);
    long count = ++next;
    for (int partition = 0; partition < partitions; partition++) {
      int to = partition;
      // Kafka acknowledges the records of a partition in the order in which they were sent.
      // Its end reaches the callback.
      Future<?> unused =
          producer.send(
              new ProducerRecord<>(topic, to, null, value),
              (metadata, e) -> {
                if (e == null) {
                  acknowledged.set(to, count);
                } else {
                  failure.compareAndSet(null, e);
                }
              });
    }
  }

  @Override
  public void close() {
    schedule.cancel(false);
    timer.shutdown();
    try {
      timer.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(10));
  }
}
