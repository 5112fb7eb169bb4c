package io.samzakeeper.samza;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemStreamPartition;

/**
 * Lets a container's tasks have messages until it is closed. Its run loop, one thread, asks {@link
 * #isOpen} before each; closing is for any thread.
 */
public final class InputGate {
  private volatile boolean closed;
  private volatile boolean draining;
  private volatile boolean askedInVain;
  private final RunLoopProgress progress = new RunLoopProgress();
  private final Set<SystemStreamPartition> ended = ConcurrentHashMap.newKeySet();

  /** From here on no further message is chosen. There is no way back. */
  public void close() {
    closed = true;
  }

  /** From here on what the job's sources have is held back. There is no way back. */
  public void drain() {
    draining = true;
  }

  /**
   * Whether nothing is on its way to the tasks any more but what they hold: the run loop gives a
   * chosen message to its task before it asks for another one, and it has asked since.
   */
  public boolean isShut() {
    return askedInVain;
  }

  /** Whether every one of these partitions has come to its end: their task does nothing more. */
  public boolean haveEnded(Collection<SystemStreamPartition> partitions) {
    return ended.containsAll(partitions);
  }

  /** Of the run loop that asks. */
  public RunLoopProgress progress() {
    return progress;
  }

  boolean drains() {
    return draining;
  }

  boolean hasEnded(SystemStreamPartition partition) {
    return ended.contains(partition);
  }

  /** Notes what passes. */
  void passes(IncomingMessageEnvelope envelope) {
    if (envelope.isEndOfStream()) {
      ended.add(envelope.getSystemStreamPartition());
    }
  }

  boolean isOpen() {
    progress.turns();
    if (closed) {
      askedInVain = true;
      return false;
    }
    return true;
  }
}
