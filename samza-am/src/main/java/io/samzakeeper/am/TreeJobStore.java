package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.JobStore;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Mutation;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.TreeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's writes: each commit is one multi that checks the epoch. Mutations are absolute, so a
 * commit whose answer was lost is simply done again. Used by the supervisor's thread only.
 */
final class TreeJobStore implements JobStore {
  private static final Logger LOG = LoggerFactory.getLogger(TreeJobStore.class);

  /** Lines of history that stay. */
  private static final int EVENTS_KEPT = 500;

  /**
   * Operations of one multi: with records of under 1 KB well below ZooKeeper's 1 MiB a request. A
   * decision that needs more is cut in order; each prefix is a state that a successor can go on
   * from, since every start follows its record.
   */
  private static final int OPERATIONS_PER_MULTI = 400;

  /**
   * Curator waits for a lost connection by itself, so a write that fails again and again is a fault
   * that only a fresh candidate may get over.
   */
  private static final int MOST_TRIES = 5;

  private final JobTree tree;
  private final JobPaths paths;
  private final CuratorFramework client;
  private final Fence fence;
  private final String applicationId;
  private final List<ACL> tokenAcl;
  private final Set<String> existing = new TreeSet<>();
  private final TreeSet<Long> events = new TreeSet<>();

  /**
   * Makes the parents that the leader writes below and learns which znodes exist.
   *
   * @param known the tree as it is since the epoch was taken
   * @param fence the epoch that this process took
   * @param tokenAcl of YARN's tokens
   */
  TreeJobStore(
      JobTree tree, TreeView known, Fence fence, String applicationId, List<ACL> tokenAcl) {
    this.tokenAcl = tokenAcl;
    this.tree = tree;
    this.paths = tree.paths();
    this.client = tree.client();
    this.fence = fence;
    this.applicationId = applicationId;
    learnWhatExists(known);
  }

  @Override
  public void commit(List<Mutation> mutations) throws LeadershipLostException {
    for (int from = 0; from < mutations.size(); from += OPERATIONS_PER_MULTI) {
      commitOne(mutations.subList(from, Math.min(mutations.size(), from + OPERATIONS_PER_MULTI)));
    }
  }

  private void commitOne(List<Mutation> mutations) throws LeadershipLostException {
    for (int tries = 1; ; tries++) {
      Map<String, Optional<Write>> writes = writes(mutations);
      try {
        fence.commit(client, operations(writes));
        remember(writes);
        return;
      } catch (FencedException e) {
        throw new LeadershipLostException("another candidate has a newer epoch", e);
      } catch (TreeException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new LeadershipLostException("stopped while writing", e);
        }
        if (tries == MOST_TRIES) {
          throw e;
        }
        // The answer was lost, or what exists is not what we knew: look, then write again.
        LOG.warn("Writing again after: {}", e.getMessage());
        learnWhatExists(tree);
      }
    }
  }

  /** What a path shall hold; an empty Optional where it shall not exist. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Write(byte[] data, Optional<List<ACL>> acl) {}

  private Map<String, Optional<Write>> writes(List<Mutation> mutations) {
    Map<String, Optional<Write>> writes = new LinkedHashMap<>();
    long nextEvent = events.isEmpty() ? 0 : events.last() + 1;
    for (Mutation mutation : mutations) {
      if (mutation instanceof Mutation.PutContainer put) {
        writes.put(paths.container(put.container().containerId()), record(put.container()));
      } else if (mutation instanceof Mutation.RemoveContainer remove) {
        writes.put(paths.container(remove.containerId()), Optional.empty());
      } else if (mutation instanceof Mutation.PutAssignment put) {
        writes.put(paths.assignment(put.assignment().processor()), record(put.assignment()));
      } else if (mutation instanceof Mutation.PutProcessor put) {
        writes.put(paths.processor(put.processor().processor()), record(put.processor()));
      } else if (mutation instanceof Mutation.PutApplication put) {
        writes.put(paths.application(), record(put.application()));
      } else if (mutation instanceof Mutation.PutAppliedConfig put) {
        writes.put(paths.appliedConfig(), record(put.applied()));
      } else if (mutation instanceof Mutation.PutAppliedPlan put) {
        writes.put(paths.appliedPlan(), record(put.applied()));
      } else if (mutation instanceof Mutation.PutNmToken put) {
        writes.put(
            paths.nmToken(applicationId, put.node()),
            Optional.of(new Write(put.token().bytes(), Optional.of(tokenAcl))));
      } else if (mutation instanceof Mutation.PutAvoidedHosts put) {
        writes.put(paths.avoidedHosts(applicationId), record(put.avoided()));
      } else if (mutation instanceof Mutation.AppendEvent append) {
        writes.put(eventPath(nextEvent++), record(append.event()));
      }
    }
    for (long old : events) {
      if (old >= nextEvent - EVENTS_KEPT) {
        break;
      }
      writes.put(eventPath(old), Optional.empty());
    }
    return writes;
  }

  private static Optional<Write> record(Record value) {
    return Optional.of(new Write(Znodes.encode(value), Optional.empty()));
  }

  private List<CuratorOp> operations(Map<String, Optional<Write>> writes) {
    List<CuratorOp> operations = new ArrayList<>(writes.size());
    writes.forEach(
        (path, write) -> {
          try {
            if (write.isEmpty()) {
              if (exists(path)) {
                operations.add(client.transactionOp().delete().forPath(path));
              }
            } else if (exists(path)) {
              operations.add(client.transactionOp().setData().forPath(path, write.get().data()));
            } else if (write.get().acl().isPresent()) {
              operations.add(
                  client
                      .transactionOp()
                      .create()
                      .withACL(write.get().acl().get())
                      .forPath(path, write.get().data()));
            } else {
              operations.add(client.transactionOp().create().forPath(path, write.get().data()));
            }
          } catch (Exception e) {
            throw new TreeException("could not prepare the write of " + path, e);
          }
        });
    return operations;
  }

  private void remember(Map<String, Optional<Write>> writes) {
    writes.forEach(
        (path, write) -> {
          boolean isEvent = path.startsWith(paths.events() + "/");
          if (write.isPresent()) {
            existing.add(path);
            if (isEvent) {
              events.add(eventNumber(path));
            }
          } else {
            existing.remove(path);
            if (isEvent) {
              events.remove(eventNumber(path));
            }
          }
        });
  }

  private boolean exists(String path) {
    return existing.contains(path);
  }

  private List<String> parents() {
    return List.of(
        paths.containers(),
        paths.assignments(),
        paths.processors(),
        paths.workers(),
        paths.events(),
        paths.nmTokens(applicationId));
  }

  private void learnWhatExists(TreeView view) {
    existing.clear();
    events.clear();
    for (String parent : parents()) {
      if (!view.exists(parent)) {
        tree.ensure(parent);
      }
      for (String child : view.children(parent)) {
        existing.add(parent + "/" + child);
      }
    }
    for (String single :
        List.of(
            paths.application(),
            paths.appliedConfig(),
            paths.appliedPlan(),
            paths.avoidedHosts(applicationId))) {
      if (view.exists(single)) {
        existing.add(single);
      }
    }
    for (String child : view.children(paths.events())) {
      events.add(eventNumber(paths.events() + "/" + child));
    }
  }

  private String eventPath(long number) {
    return paths.events() + "/" + String.format("%012d", number);
  }

  private static long eventNumber(String path) {
    return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
  }
}
