package io.samzakeeper.client;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;

/**
 * The ResourceManager, as clients see it. Calls block, bounded, and throw {@link ClientException}
 * with {@link ClientExit#UNREACHABLE} when it does not answer.
 */
interface Cluster extends AutoCloseable {

  /** An id for a new application, and the largest container that the cluster gives. */
  NewApplication newApplication();

  boolean hasQueue(String queue);

  /** An application of that name and type that has not ended, whoever's it is. */
  Optional<ApplicationReport> activeByName(String name, String type);

  /** What YARN says of an application; nothing when it does not know it. */
  Optional<ApplicationReport> report(String applicationId);

  /** Those that run, and what is free there. */
  List<HostChoice.Host> hosts();

  /** Address of the NodeManager's pages, of a container that runs; nothing of others. */
  Optional<String> nodeOf(String containerId);

  /** Addresses of the pages of all NodeManagers that run. */
  List<String> nodes();

  void submit(ApplicationSubmissionContext context);

  /** Returns when the kill is accepted; the application ends soon after. */
  void kill(String applicationId);

  /** Address of the ResourceManager's pages. */
  String webAddress();

  @Override
  void close();

  record NewApplication(ApplicationId id, long largestMemoryMb, int largestCores) {}
}
