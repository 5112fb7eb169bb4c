package io.samzakeeper.client;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/** The jobs that have a tree below one root. */
final class Jobs {
  private final CuratorFramework zooKeeper;
  private final String root;

  Jobs(CuratorFramework zooKeeper, String root) {
    this.zooKeeper = zooKeeper;
    this.root = root;
  }

  /** Below which they have their trees. */
  String root() {
    return root;
  }

  List<JobId> all() {
    try {
      return zooKeeper.getChildren().forPath(root).stream()
          .sorted()
          .flatMap(tree -> id(tree).stream())
          .toList();
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    } catch (Exception e) {
      throw TreeException.of("list " + root, e);
    }
  }

  JobTree tree(JobId id) {
    return new JobTree(zooKeeper, JobPaths.of(root, id));
  }

  /**
   * Which job is meant.
   *
   * @param name of a job, with or without its id, or a YARN application
   * @throws ClientException when there is none, or more than one
   */
  JobId find(String name) {
    List<JobId> all = all();
    List<JobId> meant = all.stream().filter(id -> isCalled(id, name)).toList();
    if (meant.size() == 1) {
      requireAccess(meant.get(0));
      return meant.get(0);
    }
    List<JobId> shown = meant.isEmpty() ? all : meant;
    throw new ClientException(
        ClientExit.BAD_INPUT,
        "JOB="
            + name
            + (meant.isEmpty() ? " is no job below " + root : " may be more than one job")
            + "; there is "
            + (shown.isEmpty()
                ? "none at all"
                : String.join(", ", new TreeSet<>(shown.stream().map(Jobs::shown).toList()))));
  }

  private boolean isCalled(JobId id, String name) {
    List<String> names = new ArrayList<>(List.of(id.applicationName(), id.treeName()));
    names.add(id.name() + "-" + id.id());
    if (id.id().equals("1")) {
      names.add(id.name());
    }
    if (names.contains(name)) {
      return true;
    }
    return name.startsWith("application_")
        && application(id).filter(a -> a.applicationId().equals(name)).isPresent();
  }

  /** Nothing, too, where the tree is another user's. */
  private Optional<Application> application(JobId id) {
    try {
      return tree(id).application().map(Versioned::value);
    } catch (TreeException e) {
      if (e.getCause() instanceof KeeperException.NoAuthException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A verb that may read nothing of the job says so at once. */
  private void requireAccess(JobId id) {
    String job = tree(id).paths().job();
    try {
      zooKeeper.getData().forPath(job);
    } catch (KeeperException.NoNodeException e) {
      return; // gone meanwhile: what is to be read next says what is missing
    } catch (Exception e) {
      throw TreeException.of("read " + job, e);
    }
  }

  private static String shown(JobId id) {
    return id.name() + "-" + id.id();
  }

  /** What follows the last dash is the id; see {@link JobId#treeName}. */
  private static Optional<JobId> id(String tree) {
    int dash = tree.lastIndexOf('-');
    if (dash < 1 || dash == tree.length() - 1) {
      return Optional.empty(); // somebody else's
    }
    String id = java.net.URLDecoder.decode(tree.substring(dash + 1), StandardCharsets.UTF_8);
    String name = tree.substring(0, dash);
    return JobId.ALLOWED.matcher(name).matches() && JobId.ALLOWED.matcher(id).matches()
        ? Optional.of(new JobId(name, id))
        : Optional.empty();
  }
}
