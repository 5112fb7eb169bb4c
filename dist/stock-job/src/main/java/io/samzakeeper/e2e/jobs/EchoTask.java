package io.samzakeeper.e2e.jobs;

import org.apache.samza.context.Context;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.task.InitableTask;
import org.apache.samza.task.MessageCollector;
import org.apache.samza.task.StreamTask;
import org.apache.samza.task.TaskCoordinator;
import org.apache.samza.task.TaskCoordinator.RequestScope;

/**
 * Echoes every record. The record {@code poison} fails the task, {@code end} completes it and
 * {@code commit} asks for a checkpoint.
 */
public final class EchoTask implements StreamTask, InitableTask {
  private Echo echo;

  @Override
  public void init(Context context) {
    echo = new Echo(context.getJobContext().getConfig());
  }

  @Override
  public void process(
      IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator) {
    String record = (String) envelope.getMessage();
    switch (record) {
      case "poison" -> throw new IllegalStateException("this record is poison");
      case "commit" -> coordinator.commit(RequestScope.CURRENT_TASK);
      case "end" -> {
        coordinator.commit(RequestScope.CURRENT_TASK);
        coordinator.shutdown(RequestScope.CURRENT_TASK);
      }
      default -> collector.send(echo.of(envelope));
    }
  }
}
