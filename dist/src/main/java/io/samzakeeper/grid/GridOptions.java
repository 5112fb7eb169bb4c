package io.samzakeeper.grid;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What a grid is asked to be. Kept in the data directory, so that later commands need only name
 * that.
 *
 * @param zooKeepers 1 or 3 servers
 * @param nodes 1 to 20 NodeManagers, nm1 at 127.0.0.2 and so on
 * @param portOffset added to every port; 0 to 50000
 * @param nodeMemoryMb what each node offers to containers, in MB
 * @param yarnProperties properties of yarn-site.xml, on top of the template's
 */
public record GridOptions(
    @JsonProperty("zooKeepers") int zooKeepers,
    @JsonProperty("nodes") int nodes,
    @JsonProperty("portOffset") int portOffset,
    @JsonProperty("nodeMemoryMb") int nodeMemoryMb,
    @JsonProperty("yarnProperties") Map<String, String> yarnProperties) {

  private static final int MOST_NODES = 20;
  private static final int LARGEST_OFFSET = 50_000;
  private static final int LEAST_MEMORY_MB = 512;

  public static final GridOptions DEFAULT = new GridOptions(1, 3, 0, 3072, Map.of());

  public GridOptions {
    if (zooKeepers != 1 && zooKeepers != 3) {
      throw new GridException("--zookeepers " + zooKeepers + ": 1 or 3 are possible");
    }
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new GridException("--nodes " + nodes + ": 1 to " + MOST_NODES + " are possible");
    }
    if (portOffset < 0 || portOffset > LARGEST_OFFSET) {
      throw new GridException(
          "--port-offset " + portOffset + ": 0 to " + LARGEST_OFFSET + " are possible");
    }
    if (nodeMemoryMb < LEAST_MEMORY_MB) {
      throw new GridException(
          "--node-memory " + nodeMemoryMb + ": at least " + LEAST_MEMORY_MB + " MB are needed");
    }
    yarnProperties = yarnProperties == null ? Map.of() : Map.copyOf(yarnProperties);
  }

  public GridOptions withZooKeepers(int servers) {
    return new GridOptions(servers, nodes, portOffset, nodeMemoryMb, yarnProperties);
  }

  public GridOptions withNodes(int count) {
    return new GridOptions(zooKeepers, count, portOffset, nodeMemoryMb, yarnProperties);
  }

  public GridOptions withPortOffset(int offset) {
    return new GridOptions(zooKeepers, nodes, offset, nodeMemoryMb, yarnProperties);
  }

  public GridOptions withNodeMemoryMb(int megabytes) {
    return new GridOptions(zooKeepers, nodes, portOffset, megabytes, yarnProperties);
  }

  public GridOptions withYarnProperties(Map<String, String> properties) {
    return new GridOptions(zooKeepers, nodes, portOffset, nodeMemoryMb, properties);
  }
}
