package io.samzakeeper.e2e.jobs;

import org.apache.samza.context.Context;
import org.apache.samza.storage.kv.KeyValueStore;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.task.InitableTask;
import org.apache.samza.task.MessageCollector;
import org.apache.samza.task.StreamTask;
import org.apache.samza.task.TaskCoordinator;

/** Counts ten thousand keys in the store {@code state}, and tells one count of a thousand. */
public final class CountTask implements StreamTask, InitableTask {
  private static final int KEYS = 10_000;
  private static final int EACH = 1_000;

  private KeyValueStore<String, Integer> counts;

  @Override
  @SuppressWarnings("unchecked")
  public void init(Context context) {
    counts = (KeyValueStore<String, Integer>) context.getTaskContext().getStore("state");
  }

  @Override
  public void process(
      IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator) {
    long sequence = Measured.sequence(envelope);
    String key = "key-" + sequence % KEYS;
    Integer before = counts.get(key);
    int count = before == null ? 1 : before + 1;
    counts.put(key, count);
    if (sequence % EACH == 0) {
      collector.send(Measured.of(envelope, count));
    }
  }
}
