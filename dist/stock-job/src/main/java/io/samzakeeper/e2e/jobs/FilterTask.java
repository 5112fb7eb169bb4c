package io.samzakeeper.e2e.jobs;

import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.task.MessageCollector;
import org.apache.samza.task.StreamTask;
import org.apache.samza.task.TaskCoordinator;

/** Lets one record of ten thousand pass. */
public final class FilterTask implements StreamTask {
  private static final int EACH = 10_000;

  private long count;

  @Override
  public void process(
      IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator) {
    count++;
    if (Measured.sequence(envelope) % EACH == 0) {
      collector.send(Measured.of(envelope, count));
    }
  }
}
