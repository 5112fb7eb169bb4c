package io.samzakeeper.examples.wordcount;

import java.util.Locale;
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
 * Counts words. Reads sentences, keeps a count for each word of its partition in a local store with
 * a changelog, and sends each new count as "word count".
 *
 * <p>A sentence that is processed again after a failure is counted again: at least once.
 */
public final class WordCountTask implements StreamTask, InitableTask {
  private static final String STORE = "word-counts";
  private static final SystemStream OUTPUT = new SystemStream("kafka", "word-counts");

  private KeyValueStore<String, Integer> counts;

  @Override
  @SuppressWarnings("unchecked") // The store's types are those of its serdes in the config.
  public void init(Context context) {
    counts = (KeyValueStore<String, Integer>) context.getTaskContext().getStore(STORE);
  }

  @Override
  public void process(
      IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator) {
    String sentence = (String) envelope.getMessage();
    for (String word : sentence.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}']+", -1)) {
      if (!word.isEmpty()) {
        Integer before = counts.get(word);
        int count = before == null ? 1 : before + 1;
        counts.put(word, count);
        collector.send(new OutgoingMessageEnvelope(OUTPUT, word, word + " " + count));
      }
    }
  }
}
