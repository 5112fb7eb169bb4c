package io.samzakeeper.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.samza.config.Config;
import org.apache.samza.context.Context;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.task.InitableTask;
import org.apache.samza.task.MessageCollector;
import org.apache.samza.task.StreamTask;
import org.apache.samza.task.TaskCoordinator;

/**
 * Counts what it processes for the test that is named by {@code numbers.test}; throws at the number
 * {@code numbers.fail.at}, and hangs at {@code numbers.hang.at} until the test lets it go. Samza
 * makes it by its class name, so the counts can only be static.
 */
public final class CountingTask implements StreamTask, InitableTask {
  private static final Map<String, AtomicInteger> COUNTS = new ConcurrentHashMap<>();

  private static final Map<String, CountDownLatch> HANGING = new ConcurrentHashMap<>();

  private AtomicInteger count;
  private CountDownLatch hanging;
  private int failAt;
  private int hangAt;

  /** How many messages a test's tasks have processed. */
  static int processed(String test) {
    return count(test).get();
  }

  /** Ends the hanging of a test's tasks. */
  static void letGo(String test) {
    hanging(test).countDown();
  }

  @Override
  public void init(Context context) {
    Config config = context.getJobContext().getConfig();
    count = count(config.get("numbers.test"));
    hanging = hanging(config.get("numbers.test"));
    hangAt = config.getInt("numbers.hang.at", -1);
    failAt = config.getInt("numbers.fail.at", -1);
  }

  @Override
  public void process(
      IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator)
      throws InterruptedException {
    int number = (Integer) envelope.getMessage();
    if (number == failAt) {
      throw new IllegalStateException("the number " + number + " cannot be counted");
    }
    if (number == hangAt) {
      hanging.await();
    }
    count.incrementAndGet();
  }

  private static CountDownLatch hanging(String test) {
    return HANGING.computeIfAbsent(test, t -> new CountDownLatch(1));
  }

  private static AtomicInteger count(String test) {
    return COUNTS.computeIfAbsent(test, t -> new AtomicInteger());
  }
}
