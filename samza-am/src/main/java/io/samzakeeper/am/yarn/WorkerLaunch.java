package io.samzakeeper.am.yarn;

import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.launch.LaunchContexts;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;

/** How workers of the job are started, in YARN's terms. Safe for any thread. */
public final class WorkerLaunch {
  private final LaunchSpec spec;
  private final Map<ApplicationAccessType, String> acls;
  private final ByteBuffer credentials;
  private final long epoch;

  /**
   * @param acls who may see and change the application; may be empty
   * @param amCredentials of this process; workers get them without the AM's own
   * @param epoch of this leader, by which a worker can tell who started it
   * @throws IllegalArgumentException when the job's launch specification cannot be put into YARN's
   *     terms
   */
  public WorkerLaunch(
      LaunchSpec spec,
      Map<ApplicationAccessType, String> acls,
      Credentials amCredentials,
      long epoch) {
    this.spec = spec;
    this.acls = Map.copyOf(acls);
    this.credentials = WorkerCredentials.from(amCredentials).asReadOnlyBuffer();
    this.epoch = epoch;
    context("container", "processor"); // what cannot be launched shows itself now
  }

  ContainerLaunchContext context(String containerId, String processor) {
    return LaunchContexts.of(
        spec,
        Map.of(
            "SAMZA_CONTAINER_ID", processor,
            "EXECUTION_ENV_CONTAINER_ID", containerId,
            "KEEPER_EPOCH", Long.toString(epoch)),
        credentials.duplicate(),
        acls);
  }
}
