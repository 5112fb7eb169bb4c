package io.samzakeeper.e2e.jobs;

import org.apache.samza.context.Context;
import org.apache.samza.storage.kv.KeyValueStore;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.OutgoingMessageEnvelope;
import org.apache.samza.system.SystemStream;
import org.apache.samza.task.InitableTask;
import org.apache.samza.task.MessageCollector;
import org.apache.samza.task.StreamTask;
import org.apache.samza.task.TaskCoordinator;

/**
 * Counts the words of each record in the store {@code counts} and sends {@code <word> <count>} for
 * each, to the topic in {@code echo.output}.
 */
public final class WordCountTask implements StreamTask, InitableTask {
  private KeyValueStore<String, Integer> counts;
  private SystemStream output;

  @Override
  @SuppressWarnings("unchecked")
  public void init(Context context) {
    counts = (KeyValueStore<String, Integer>) context.getTaskContext().getStore("counts");
    output = new SystemStream("kafka", context.getJobContext().getConfig().get("echo.output"));
  }

  @Override
  public void process(
      IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator) {
    for (String word : ((String) envelope.getMessage()).split(" ", -1)) {
      Integer before = counts.get(word);
      int count = before == null ? 1 : before + 1;
      counts.put(word, count);
      collector.send(new OutgoingMessageEnvelope(output, word, word + " " + count));
    }
  }
}
