package io.samzakeeper.tree;

import io.samzakeeper.job.CandidateId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/** Who stands for election, in the order in which they are elected. */
public final class Election {
  /** Digits that ZooKeeper puts at the end of a sequential znode's name. */
  private static final int SEQUENCE_DIGITS = 10;

  private Election() {}

  /**
   * One candidate's place.
   *
   * @param path its znode
   * @param sinceMillis when it took the place, epoch milliseconds
   */
  public record Place(String path, CandidateId id, long sinceMillis) {}

  /** The first leads, or is about to. Those that leave meanwhile are left out. */
  public static List<Place> line(JobTree tree) {
    String parent = tree.paths().candidates();
    List<Place> line = new ArrayList<>();
    tree.children(parent).stream()
        .sorted(Comparator.comparing(Election::sequence))
        .forEach(
            child -> {
              String path = parent + "/" + child;
              Stat stat = new Stat();
              try {
                byte[] data = tree.client().getData().storingStatIn(stat).forPath(path);
                line.add(new Place(path, CandidateId.parse(path, data), stat.getCtime()));
              } catch (KeeperException.NoNodeException e) {
                // It has left: as if it had never been in the list.
                return;
              } catch (io.samzakeeper.job.UnreadableZnodeException e) {
                throw e;
              } catch (Exception e) {
                throw TreeException.of("read " + path, e);
              }
            });
    return line;
  }

  /** The same in a copy of the tree. */
  public static List<Place> line(TreeSnapshot copy, JobPaths paths) {
    String parent = paths.candidates();
    return copy.readChildrenBytes(parent).entrySet().stream()
        .sorted(Comparator.comparing(child -> sequence(child.getKey())))
        .map(
            child -> {
              String path = parent + "/" + child.getKey();
              return new Place(
                  path, CandidateId.parse(path, child.getValue().value()), copy.madeMillis(path));
            })
        .toList();
  }

  /** Hosts of all that stand now, by their containers. */
  public static Map<String, String> hosts(TreeView view, JobPaths paths) {
    Map<String, String> hosts = new HashMap<>();
    String parent = paths.candidates();
    view.readChildrenBytes(parent)
        .forEach(
            (name, data) -> {
              CandidateId id = CandidateId.parse(parent + "/" + name, data.value());
              hosts.put(id.containerId(), id.host());
            });
    return hosts;
  }

  /** What candidates are ordered by: the number that ends the name of a znode. */
  public static String sequence(String name) {
    return name.substring(Math.max(0, name.length() - SEQUENCE_DIGITS));
  }
}
