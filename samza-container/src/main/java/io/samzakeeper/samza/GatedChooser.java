package io.samzakeeper.samza;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.system.chooser.MessageChooser;

/**
 * The chooser that the job wants, behind the worker's {@link InputGate}. When the job is drained,
 * what comes from its sources is held back, and each of their partitions says that it is drained:
 * with the messages of Samza's own ({@code SystemConsumers.drain} of 1.8.0), which in Samza itself
 * do not get past a stream that has a serde. Streams between the job's stages go on; they get the
 * same messages from the stage before. For one thread, the run loop's.
 */
final class GatedChooser implements MessageChooser {
  private final InputGate gate;
  private final MessageChooser chooser;
  private final Set<SystemStream> intermediate;
  private final String runId;
  private final Set<SystemStreamPartition> sources = new LinkedHashSet<>();
  private Queue<IncomingMessageEnvelope> lastWords;

  /**
   * @param intermediate streams between stages of the job
   * @param runId of the application, which drain messages have to name
   */
  GatedChooser(
      InputGate gate, MessageChooser chooser, Set<SystemStream> intermediate, String runId) {
    this.gate = gate;
    this.chooser = chooser;
    this.intermediate = intermediate;
    this.runId = runId;
  }

  @Override
  public void start() {
    chooser.start();
  }

  @Override
  public void stop() {
    chooser.stop();
  }

  @Override
  public void register(SystemStreamPartition partition, String offset) {
    chooser.register(partition, offset);
    if (isSource(partition)) {
      sources.add(partition);
    }
  }

  @Override
  public void update(IncomingMessageEnvelope envelope) {
    chooser.update(envelope);
  }

  @Override
  public IncomingMessageEnvelope choose() {
    if (!gate.isOpen()) {
      return null;
    }
    if (gate.drains()) {
      return chooseDraining();
    }
    IncomingMessageEnvelope chosen = chooser.choose();
    if (chosen != null) {
      gate.passes(chosen);
    }
    return chosen;
  }

  private IncomingMessageEnvelope chooseDraining() {
    if (lastWords == null) {
      lastWords = lastWords();
    }
    IncomingMessageEnvelope chosen = lastWords.poll();
    if (chosen != null) {
      return chosen;
    }
    chosen = chooser.choose();
    while (chosen != null && isSource(chosen.getSystemStreamPartition())) {
      chosen = chooser.choose(); // not processed, so not committed: it is for the next run
    }
    return chosen;
  }

  private Queue<IncomingMessageEnvelope> lastWords() {
    Queue<IncomingMessageEnvelope> words = new ArrayDeque<>();
    for (SystemStreamPartition source : sources) {
      if (!gate.hasEnded(source)) {
        if (!intermediate.isEmpty()) {
          words.add(IncomingMessageEnvelope.buildWatermarkEnvelope(source, Long.MAX_VALUE));
        }
        words.add(IncomingMessageEnvelope.buildDrainMessage(source, runId));
      }
    }
    return words;
  }

  private boolean isSource(SystemStreamPartition partition) {
    return !intermediate.contains(partition.getSystemStream());
  }
}
