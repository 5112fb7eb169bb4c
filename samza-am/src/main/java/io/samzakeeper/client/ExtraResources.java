package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LaunchSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Files that a job wants beside its workers: {@code yarn.resources.<name>.*}, as in stock Samza.
 */
final class ExtraResources {
  private static final String PREFIX = "yarn.resources.";
  private static final String PATH = ".path";
  private static final Set<String> TYPES = Set.of("FILE", "ARCHIVE", "PATTERN");
  private static final Set<String> VISIBILITIES = Set.of("PUBLIC", "PRIVATE", "APPLICATION");

  private ExtraResources() {}

  static List<LaunchSpec.Resource> of(JobConfig config, Configuration hadoop) throws IOException {
    List<LaunchSpec.Resource> resources = new ArrayList<>();
    for (String key : config.values().keySet()) {
      if (key.startsWith(PREFIX) && key.endsWith(PATH)) {
        String name = key.substring(PREFIX.length(), key.length() - PATH.length());
        resources.add(resource(config, hadoop, name));
      }
    }
    return resources;
  }

  private static LaunchSpec.Resource resource(JobConfig config, Configuration hadoop, String name) {
    String prefix = PREFIX + name;
    String location = config.get(prefix + PATH).orElseThrow();
    String type = oneOf(config, prefix + ".local.type", "FILE", TYPES);
    String visibility = oneOf(config, prefix + ".local.visibility", "APPLICATION", VISIBILITIES);
    String localName = config.get(prefix + ".local.name").orElse(name);
    try {
      Path path = new Path(location);
      FileStatus status = path.getFileSystem(hadoop).getFileStatus(path);
      return new LaunchSpec.Resource(
          localName,
          status.getPath().toUri().toString(),
          type,
          visibility,
          status.getLen(),
          status.getModificationTime());
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidConfigException(
          prefix + PATH, location, "a file that can be read (" + e.getMessage() + ")", e);
    }
  }

  private static String oneOf(
      JobConfig config, String key, String defaultValue, Set<String> allowed) {
    Optional<String> given = config.get(key);
    String value = given.orElse(defaultValue).toUpperCase(Locale.ROOT);
    if (!allowed.contains(value)) {
      throw new InvalidConfigException(
          key, given.orElse(""), "one of " + String.join(", ", new java.util.TreeSet<>(allowed)));
    }
    return value;
  }
}
