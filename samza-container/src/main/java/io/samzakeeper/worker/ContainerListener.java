package io.samzakeeper.worker;

import org.apache.samza.container.SamzaContainerListener;
import org.apache.samza.runtime.ProcessorLifecycleListener;

/** Passes a container's life on to the application's own listener and to the worker. */
final class ContainerListener implements SamzaContainerListener {
  private final ProcessorLifecycleListener application;
  private final Runnable onRunning;
  private volatile Throwable failure;

  /**
   * @param onRunning told on the container's thread, just before the run loop
   */
  ContainerListener(ProcessorLifecycleListener application, Runnable onRunning) {
    this.application = application;
    this.onRunning = onRunning;
  }

  @Override
  public void beforeStart() {
    application.beforeStart();
  }

  @Override
  public void afterStart() {
    application.afterStart();
    onRunning.run();
  }

  @Override
  public void afterStop() {
    application.afterStop();
  }

  @Override
  public void afterFailure(Throwable t) {
    failure = t;
    application.afterFailure(t);
  }

  /** What the container failed with; null if it did not. */
  Throwable failure() {
    return failure;
  }
}
