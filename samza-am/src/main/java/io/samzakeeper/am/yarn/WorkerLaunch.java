package io.samzakeeper.am.yarn;

import io.samzakeeper.job.LaunchSpec;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;

/** How workers of the job are started, in YARN's terms. Safe for any thread. */
public final class WorkerLaunch {
  private final LaunchSpec spec;
  private final Map<ApplicationAccessType, String> acls;
  private final ByteBuffer credentials;
  private final long epoch;
  private final Map<String, LocalResource> resources = new HashMap<>();

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
    for (LaunchSpec.Resource resource : spec.resources()) {
      resources.put(resource.name(), localResource(resource));
    }
    environment("container", "processor"); // a bad variable shows itself now
  }

  ContainerLaunchContext context(String containerId, String processor) {
    return ContainerLaunchContext.newInstance(
        resources,
        environment(containerId, processor),
        List.of(ShellText.command(spec.command())),
        Map.of(),
        credentials.duplicate(),
        acls);
  }

  private Map<String, String> environment(String containerId, String processor) {
    Map<String, String> environment = new HashMap<>(spec.environment());
    environment.put("SAMZA_CONTAINER_ID", processor);
    environment.put("EXECUTION_ENV_CONTAINER_ID", containerId);
    environment.put("KEEPER_EPOCH", Long.toString(epoch));
    Map<String, String> written = new HashMap<>();
    environment.forEach(
        (name, value) -> written.put(ShellText.name(name), ShellText.literal(value)));
    return written;
  }

  private static LocalResource localResource(LaunchSpec.Resource resource) {
    return LocalResource.newInstance(
        URL.fromURI(URI.create(resource.uri())),
        LocalResourceType.valueOf(resource.type()),
        LocalResourceVisibility.valueOf(resource.visibility()),
        resource.size(),
        resource.timestamp());
  }
}
