package io.samzakeeper.client;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerId;

/** Finds out where a container's logs are. */
final class LogPlaces {
  private final Cluster cluster;
  private final Configuration hadoop;

  LogPlaces(Cluster cluster, Configuration hadoop) {
    this.cluster = cluster;
    this.hadoop = hadoop;
  }

  /**
   * Those that can be read now.
   *
   * @throws ClientException when there are none: it says where they would be
   */
  ContainerLogs find(String containerId) throws IOException {
    Optional<ContainerLogs> found = look(containerId);
    if (found.isPresent()) {
      return found.get();
    }
    throw new ClientException(
        ClientExit.BAD_INPUT,
        "nothing is left of the logs of "
            + containerId
            + ": no NodeManager that runs has them, and YARN has not aggregated them"
            + (hadoop.getBoolean("yarn.log-aggregation-enable", false)
                ? " (yet: it takes a moment after the application's end)"
                : " (yarn.log-aggregation-enable is off here)"));
  }

  /** Nothing where there are none. */
  Optional<ContainerLogs> look(String containerId) throws IOException {
    Optional<ApplicationReport> report = cluster.report(applicationOf(containerId));
    if (report.filter(YarnCluster::isActive).isPresent()) {
      Optional<ContainerLogs> onNode = onNode(containerId);
      if (onNode.isPresent()) {
        return onNode;
      }
    }
    return aggregated(
        containerId,
        report.map(ApplicationReport::getUser).orElse(System.getProperty("user.name")));
  }

  /** Whether YARN says that the application of a container has ended, or knows no such thing. */
  boolean hasEnded(String containerId) {
    return cluster.report(applicationOf(containerId)).filter(YarnCluster::isActive).isEmpty();
  }

  private static String applicationOf(String containerId) {
    return ContainerId.fromString(containerId)
        .getApplicationAttemptId()
        .getApplicationId()
        .toString();
  }

  private Optional<ContainerLogs> onNode(String containerId) throws IOException {
    // YARN tells where those are that run; one that has ended is looked for.
    Optional<String> node = cluster.nodeOf(containerId);
    // YARN tells where those are that run; one that has ended is looked for.
    if (node.isPresent()) {
      return Optional.of(new NodeLogs(node.get(), containerId));
    }
    for (String address : cluster.nodes()) {
      NodeLogs logs = new NodeLogs(address, containerId);
      if (has(logs)) {
        return Optional.of(logs);
      }
    }
    return Optional.empty();
  }

  /** A node that does not answer has nothing for us. */
  private static boolean has(NodeLogs logs) {
    try {
      return !logs.files().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<ContainerLogs> aggregated(String containerId, String owner) throws IOException {
    ContainerLogs logs = new AggregatedLogs(hadoop, containerId, owner);
    return logs.files().isEmpty() ? Optional.empty() : Optional.of(logs);
  }
}
