package io.samzakeeper.worker;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.liveness.LivenessPort;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port by which the leader sees this process live, and hears through the same connection how it
 * fares. Safe for any thread.
 */
final class Presence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final Supplier<WorkerEnvironment> environment;
  private final Reporting reporting;

  /** Null until it is open, and where it could not be opened. */
  private volatile LivenessPort port;

  /**
   * @param environment as it is now
   * @param work what the tasks do now
   */
  Presence(Supplier<WorkerEnvironment> environment, Supplier<WorkerReport.Work> work) {
    this.environment = environment;
    this.reporting = new Reporting(new WorkerMeter(work), environment, this::tell);
  }

  /**
   * Opens the port, once. Without it the leader learns of this process's end from YARN or from its
   * session.
   *
   * @return its address; empty where there is none
   */
  String open(long pid) {
    WorkerEnvironment now = environment.get();
    try {
      port = new LivenessPort(now.host(), WorkerRegistration.livenessId(now.containerId(), pid));
      return port.address();
    } catch (IOException e) {
      LOG.warn("No port to be seen alive at: {}", e.toString());
      return "";
    }
  }

  /** Reports as this config has it from here on. */
  void reportBy(JobConfig config) {
    reporting.configure(config);
  }

  private void tell(String report) {
    LivenessPort open = port;
    if (open != null) {
      open.tell(report);
    }
  }

  void endReports() {
    reporting.close();
  }

  /** Who sees it closed takes the process for dead. */
  @Override
  public void close() {
    LivenessPort open = port;
    if (open != null) {
      open.close();
    }
  }
}
