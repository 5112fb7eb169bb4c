package io.samzakeeper.e2e.jobs;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.samza.context.Context;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.task.AsyncStreamTask;
import org.apache.samza.task.InitableTask;
import org.apache.samza.task.MessageCollector;
import org.apache.samza.task.TaskCallback;
import org.apache.samza.task.TaskCoordinator;

/** Echoes every record from a thread of its own, as a task that calls a remote service does. */
public final class AsyncEchoTask implements AsyncStreamTask, InitableTask {
  private final ExecutorService executor = Executors.newFixedThreadPool(2, AsyncEchoTask::daemon);
  private Echo echo;

  @Override
  public void init(Context context) {
    echo = new Echo(context.getJobContext().getConfig());
  }

  @Override
  public void processAsync(
      IncomingMessageEnvelope envelope,
      MessageCollector collector,
      TaskCoordinator coordinator,
      TaskCallback callback) {
    executor.execute(
        () -> {
          try {
            collector.send(echo.of(envelope));
            callback.complete();
          } catch (RuntimeException e) {
            callback.failure(e);
          }
        });
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "remote service");
    thread.setDaemon(true);
    return thread;
  }
}
