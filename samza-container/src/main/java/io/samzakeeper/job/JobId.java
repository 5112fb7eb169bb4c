package io.samzakeeper.job;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which job: {@code job.name} and {@code job.id}. The pair names the YARN application, the job's
 * tree in ZooKeeper and its checkpoints, so only characters that all of them take are allowed.
 */
public record JobId(String name, String id) {
  /** What YARN, ZooKeeper and a file name all accept. */
  public static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /** {@link #ALLOWED} for messages. */
  public static final String ALLOWED_IN_WORDS =
      "letters, digits, '.', '_' and '-', the first a letter or digit, at most 128 of them";

  public JobId {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    requireAllowed("job.name", name);
    requireAllowed("job.id", id);
  }

  /** The name that the ResourceManager shows, as stock Samza forms it. */
  public String applicationName() {
    return name + "_" + id;
  }

  /**
   * The name of the job's tree below the root in ZooKeeper. What follows the last dash is the id: a
   * dash inside of it is encoded, or job a-1 with id 2 and job a with id 1-2 would share a tree.
   */
  public String treeName() {
    return name + "-" + id.replace("-", "%2D");
  }

  private static void requireAllowed(String key, String value) {
    if (!ALLOWED.matcher(value).matches()) {
      throw new InvalidConfigException(key, value, ALLOWED_IN_WORDS);
    }
  }

  @Override
  public String toString() {
    return applicationName();
  }
}
