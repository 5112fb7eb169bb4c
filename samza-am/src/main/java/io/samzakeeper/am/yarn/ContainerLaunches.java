package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Action.Launch;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.launch.LaunchContexts;
import io.samzakeeper.launch.WorkerFiles;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;

/** How the job's processes are started, in YARN's terms. Safe for any thread. */
public final class ContainerLaunches {
  private final LaunchSpec candidate;
  private volatile LaunchSpec worker;
  private final Map<ApplicationAccessType, String> acls;
  private final ByteBuffer forWorkers;
  private final ByteBuffer forStandbys;
  private final long epoch;

  /**
   * @param standby also how the AM itself was started
   * @param acls who may see and change the application; may be empty
   * @param own credentials of this process; others get them without what is only this one's
   * @param candidatesSecret name of the secret that workers do not get
   * @param epoch of this leader, by which a worker can tell who started it
   * @throws IllegalArgumentException when a launch specification cannot be put into YARN's terms
   */
  public ContainerLaunches(
      LaunchSpec worker,
      LaunchSpec standby,
      Map<ApplicationAccessType, String> acls,
      Credentials own,
      Text candidatesSecret,
      long epoch) {
    this.worker = worker;
    this.candidate = standby;
    this.acls = Map.copyOf(acls);
    this.forWorkers = PassedCredentials.without(candidatesSecret, own).asReadOnlyBuffer();
    this.forStandbys = PassedCredentials.all(own).asReadOnlyBuffer();
    this.epoch = epoch;
    // What cannot be launched shows itself now.
    context(new Launch("container", "node", Role.WORKER, "processor", ""));
    context(new Launch("container", "node", Role.STANDBY, "", ""));
  }

  /** What workers get to prove who they are, serialised. */
  public ByteBuffer workerCredentials() {
    return forWorkers.duplicate();
  }

  /** Another plan: workers are started like this from here on. */
  public void become(LaunchSpec otherWorker) {
    worker = otherWorker;
  }

  ContainerLaunchContext context(Launch launch) {
    return switch (launch.role()) {
      case WORKER ->
          LaunchContexts.of(
              worker,
              Map.of(
                  "SAMZA_CONTAINER_ID", launch.processor(),
                  "EXECUTION_ENV_CONTAINER_ID", launch.containerId(),
                  "KEEPER_EPOCH", Long.toString(epoch),
                  "KEEPER_LAUNCH", launch.launch()),
              forWorkers.duplicate(),
              acls);
      case SPARE ->
          LaunchContexts.of(
              worker,
              Map.of(
                  "KEEPER_SPARE", "true",
                  "EXECUTION_ENV_CONTAINER_ID", launch.containerId(),
                  "KEEPER_EPOCH", Long.toString(epoch),
                  "KEEPER_LAUNCH", launch.launch()),
              forWorkers.duplicate(),
              acls);
      case STANDBY ->
          LaunchContexts.of(
              WorkerFiles.beside(candidate, worker), Map.of(), forStandbys.duplicate(), acls);
    };
  }
}
