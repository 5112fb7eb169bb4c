package io.samzakeeper.am;

import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.JobTree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies one process that stands for election: {@code <container id>/<pid>@<host>}, the data of
 * its znode.
 */
record CandidateId(String containerId, long pid, String host) {
  private static final Pattern TEXT = Pattern.compile("([^/]+)/(\\d+)@(.+)");

  /**
   * @throws UnreadableZnodeException when it is no candidate's
   */
  static CandidateId parse(String path, byte[] data) {
    Matcher matcher = TEXT.matcher(new String(data, StandardCharsets.UTF_8));
    if (!matcher.matches()) {
      throw new UnreadableZnodeException(path, "it names no candidate", null);
    }
    return new CandidateId(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
  }

  /** Hosts of all that stand now, by their containers. */
  static Map<String, String> hosts(JobTree tree) {
    Map<String, String> hosts = new HashMap<>();
    tree.readChildrenBytes(tree.paths().candidates())
        .forEach(
            (name, data) -> {
              CandidateId id = parse(tree.paths().candidates() + "/" + name, data.value());
              hosts.put(id.containerId(), id.host());
            });
    return hosts;
  }

  @Override
  public String toString() {
    return containerId + "/" + pid + "@" + host;
  }
}
