package io.samzakeeper.job;

import java.util.List;
import java.util.SortedMap;

/**
 * How a worker of the job is started, the same for all: the client that submits writes it, the
 * leader adds what differs by container to the environment ({@code SAMZA_CONTAINER_ID}, ...).
 *
 * @param resources what the NodeManager puts into the container's directory before the start
 * @param environment variables as they are; nothing in them is expanded
 * @param command one shell line
 */
public record LaunchSpec(
    List<Resource> resources, SortedMap<String, String> environment, String command) {

  /**
   * A file or archive for the NodeManager to localise, in YARN's terms.
   *
   * @param name what it is called in the container's directory
   * @param uri where it is, with scheme
   * @param type FILE, ARCHIVE or PATTERN
   * @param visibility PUBLIC, PRIVATE or APPLICATION
   * @param size bytes; YARN refuses a file that has changed since
   * @param timestamp modification time, epoch milliseconds
   */
  public record Resource(
      String name, String uri, String type, String visibility, long size, long timestamp) {}
}
