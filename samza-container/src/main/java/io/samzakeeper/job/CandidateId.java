package io.samzakeeper.job;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies one process that stands for election: {@code <container id>/<pid>@<host>}, the data of
 * its znode.
 */
public record CandidateId(String containerId, long pid, String host) {
  private static final Pattern TEXT = Pattern.compile("([^/]+)/(\\d+)@(.+)");

  /**
   * @throws UnreadableZnodeException when it is no candidate's
   */
  public static CandidateId parse(String path, byte[] data) {
    return parse(path, new String(data, StandardCharsets.UTF_8));
  }

  /**
   * @param path where it was read, for the message
   * @throws UnreadableZnodeException when it is no candidate's
   */
  public static CandidateId parse(String path, String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new UnreadableZnodeException(path, "it names no candidate", null);
    }
    return new CandidateId(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
  }

  @Override
  public String toString() {
    return containerId + "/" + pid + "@" + host;
  }
}
