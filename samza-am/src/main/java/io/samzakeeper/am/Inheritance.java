package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.Supervisor;
import io.samzakeeper.am.web.EventHistory;
import io.samzakeeper.am.yarn.ContainerLaunches;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.launch.Launches;
import io.samzakeeper.tree.TreeException;
import java.time.Clock;
import org.apache.hadoop.security.Credentials;

/**
 * All that a leader begins with.
 *
 * @param config that is current
 * @param history what predecessors wrote for people
 * @param launches how processes are started
 */
record Inheritance(
    JobConfig config, Restored restored, EventHistory history, ContainerLaunches launches) {

  /**
   * @param reader of the tree as it is since the epoch was taken
   * @param credentials of this process
   * @throws TreeException when the job is not this application's any more, or something is missing
   */
  static Inheritance read(
      TreeReader reader,
      CandidateEnvironment environment,
      Credentials credentials,
      long epoch,
      LiveAttempt attempt) {
    Application application = reader.application();
    if (!application.applicationId().equals(environment.applicationId())) {
      throw new TreeException(
          "the job is run by " + application.applicationId() + " now, not by this application",
          null);
    }
    Plan plan = reader.plan();
    JobConfig config = reader.config();
    Restored restored =
        reader.restore(
            application,
            plan,
            epoch,
            attempt,
            environment.containerId().toString(),
            Clock.systemUTC());
    ContainerLaunches launches =
        new ContainerLaunches(
            plan.worker().launch(),
            reader.launchAm(),
            Launches.acls(config),
            credentials,
            ApplicationSecret.ALIAS,
            epoch);
    return new Inheritance(config, restored, new EventHistory(reader.events()), launches);
  }

  /**
   * @param standbys that there shall be, whatever the config wants
   */
  Supervisor supervisor(int standbys) {
    return new Supervisor(LeaderSettings.of(config, standbys), restored);
  }
}
