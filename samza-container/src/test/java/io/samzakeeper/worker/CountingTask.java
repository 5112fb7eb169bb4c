package io.samzakeeper.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * {@code numbers.fail.at}. Samza makes it by its class name, so the counts can only be static.
 */
public final class CountingTask implements StreamTask, InitableTask {
  private static final Map<String, AtomicInteger> COUNTS = new ConcurrentHashMap<>();

  private AtomicInteger count;
  private int failAt;

  /** How many messages a test's tasks have processed. */
  static int processed(String test) {
    return count(test).get();
  }

  @Override
  public void init(Context context) {
    Config config = context.getJobContext().getConfig();
    count = count(config.get("numbers.test"));
    failAt = config.getInt("numbers.fail.at", -1);
  }

  @Override
  public void process(
      IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator) {
    int number = (Integer) envelope.getMessage();
    if (number == failAt) {
      throw new IllegalStateException("the number " + number + " cannot be counted");
    }
    count.incrementAndGet();
  }

  private static AtomicInteger count(String test) {
    return COUNTS.computeIfAbsent(test, t -> new AtomicInteger());
  }
}
