package io.samzakeeper.am;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.ClientSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ContainerId;

/**
 * What the client and YARN tell a candidate process through its environment.
 *
 * @param zkConnect the ensemble's address
 * @param zkRoot below which all jobs are
 * @param sessionTimeout wanted for the ZooKeeper session
 * @param outageMax for how long to go on without a quorum of ZooKeeper
 * @param clientSettings how to connect to ZooKeeper
 * @param containerId the YARN container that this process runs in
 * @param host where it runs, as its NodeManager calls it
 * @param user whose application it is
 */
record CandidateEnvironment(
    String zkConnect,
    String zkRoot,
    JobId jobId,
    Duration sessionTimeout,
    Duration outageMax,
    ClientSettings clientSettings,
    ContainerId containerId,
    String host,
    String user) {

  static CandidateEnvironment from(Map<String, String> environment) {
    return new CandidateEnvironment(
        require(environment, "KEEPER_ZK_CONNECT"),
        require(environment, "KEEPER_ZK_ROOT"),
        new JobId(require(environment, "KEEPER_JOB_NAME"), require(environment, "KEEPER_JOB_ID")),
        millis(environment, "KEEPER_ZK_SESSION_TIMEOUT_MS"),
        millis(environment, "KEEPER_ZK_OUTAGE_MAX_MS"),
        ClientSettings.of(
            ClientSettings.VARIABLE, Optional.ofNullable(environment.get(ClientSettings.VARIABLE))),
        ContainerId.fromString(
            require(environment, ApplicationConstants.Environment.CONTAINER_ID.key())),
        require(environment, ApplicationConstants.Environment.NM_HOST.key()),
        require(environment, ApplicationConstants.Environment.USER.key()));
  }

  ApplicationAttemptId attemptId() {
    return containerId.getApplicationAttemptId();
  }

  String applicationId() {
    return attemptId().getApplicationId().toString();
  }

  private static Duration millis(Map<String, String> environment, String name) {
    String millis = require(environment, name);
    try {
      return Duration.ofMillis(Integer.parseInt(millis));
    } catch (NumberFormatException e) {
      throw new InvalidConfigException(name, millis, "a whole number of milliseconds", e);
    }
  }

  private static String require(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new InvalidConfigException(
          name, null, "the value that the submitting client puts into the AM's environment");
    }
    return value;
  }
}
