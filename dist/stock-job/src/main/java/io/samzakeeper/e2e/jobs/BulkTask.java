package io.samzakeeper.e2e.jobs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Random;
import org.apache.samza.context.Context;
import org.apache.samza.storage.kv.KeyValueStore;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.task.InitableTask;
import org.apache.samza.task.MessageCollector;
import org.apache.samza.task.StreamTask;
import org.apache.samza.task.TaskCoordinator;

/**
 * Puts values that do not compress into the store {@code state}, some with each record, until there
 * are {@code bulk.values} of {@value #VALUE_BYTES} bytes; and tells how many there are.
 */
public final class BulkTask implements StreamTask, InitableTask {
  static final int VALUE_BYTES = 1024;

  /** No value has this key, which holds how many there are. */
  private static final String FILLED = "filled";

  private static final int EACH = 100;

  private KeyValueStore<String, byte[]> state;
  private final Random random = new Random(1);
  private long wanted;
  private long filled;

  @Override
  @SuppressWarnings("unchecked")
  public void init(Context context) {
    state = (KeyValueStore<String, byte[]>) context.getTaskContext().getStore("state");
    wanted = context.getJobContext().getConfig().getLong("bulk.values");
    byte[] before = state.get(FILLED);
    filled = before == null ? 0 : Long.parseLong(new String(before, US_ASCII));
  }

  @Override
  public void process(
      IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator) {
    long end = Math.min(wanted, filled + EACH);
    if (filled < end) {
      for (; filled < end; filled++) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        state.put("value-" + filled, value);
      }
      state.put(FILLED, Long.toString(filled).getBytes(US_ASCII));
    }
    collector.send(Measured.of(envelope, filled));
  }
}
