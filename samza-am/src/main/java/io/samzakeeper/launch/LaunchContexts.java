package io.samzakeeper.launch;

import io.samzakeeper.job.LaunchSpec;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;

/** A launch in YARN's terms. Pure. */
public final class LaunchContexts {
  private LaunchContexts() {}

  /**
   * @param extraEnvironment added to the specification's; values arrive as they are
   * @param credentials serialised, for the process that is started
   * @throws IllegalArgumentException when the specification cannot be put into YARN's terms
   */
  public static ContainerLaunchContext of(
      LaunchSpec spec,
      Map<String, String> extraEnvironment,
      ByteBuffer credentials,
      Map<ApplicationAccessType, String> acls) {
    Map<String, LocalResource> resources = new HashMap<>();
    for (LaunchSpec.Resource resource : spec.resources()) {
      resources.put(resource.name(), localResource(resource));
    }
    Map<String, String> environment = new HashMap<>();
    spec.environment().forEach((name, value) -> put(environment, name, value));
    extraEnvironment.forEach((name, value) -> put(environment, name, value));
    return ContainerLaunchContext.newInstance(
        resources,
        environment,
        List.of(ShellText.command(spec.command())),
        Map.of(),
        credentials,
        acls);
  }

  private static void put(Map<String, String> environment, String name, String value) {
    environment.put(ShellText.name(name), ShellText.literal(value));
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
