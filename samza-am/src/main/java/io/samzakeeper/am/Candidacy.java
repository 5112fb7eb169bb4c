package io.samzakeeper.am;

import io.samzakeeper.job.CandidateId;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for election among the job's candidates. */
final class Candidacy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Candidacy.class);

  /** Somebody may leave the line at the same moment, but not again and again. */
  private static final int MOST_TRIES = 3;

  private final JobTree tree;
  private final CuratorFramework client;
  private final String path;
  private final CandidateId id;
  private final LeaderLatch latch;

  Candidacy(JobTree tree, CandidateId id) {
    this.tree = tree;
    this.client = tree.client();
    this.path = tree.paths().candidates();
    this.id = id;
    this.latch =
        new LeaderLatch(
            client,
            path,
            id.toString(),
            // Ending without leadership must not call back into a process that is going down.
            LeaderLatch.CloseMode.SILENT);
  }

  /** Stands, and calls the listener from a Curator thread on election and on its loss. */
  void stand(LeaderLatchListener listener) {
    try {
      removePredecessor();
      latch.addListener(listener);
      latch.start();
    } catch (TreeException e) {
      throw e;
    } catch (Exception e) {
      throw new TreeException("could not stand for election at " + path, e);
    }
  }

  /**
   * Takes a candidate out of the election whose process is dead, so that the next in line is
   * elected without waiting for the dead one's session. Were it alive after all, it would find
   * itself deposed; the epoch keeps it from doing harm. Called from any thread; returns at once.
   */
  void removeDead(String candidate) {
    try {
      client
          .getChildren()
          .inBackground(
              (c, event) -> {
                if (event.getChildren() != null) {
                  for (String child : event.getChildren()) {
                    removeIf(path + "/" + child, candidate);
                  }
                }
              })
          .forPath(path);
    } catch (Exception e) {
      LOG.warn("{} stays in the election until its session ends: {}", candidate, e.toString());
    }
  }

  private void removeIf(String node, String candidate) throws Exception {
    client
        .getData()
        .inBackground(
            (c, event) -> {
              if (event.getData() != null
                  && new String(event.getData(), StandardCharsets.UTF_8).equals(candidate)) {
                LOG.info("Candidate {} is dead: taken out of the election", candidate);
                client.delete().inBackground().forPath(node);
              }
            })
        .forPath(node);
  }

  /**
   * Leaves the election in favour of a candidate: who is before it in the line goes to the end. All
   * or nothing, and only if nobody else leads by now. If the heir does not stand any more, the next
   * in line is elected.
   *
   * @param fence of the reign that ends
   */
  void leaveTo(CandidateId heir, Fence fence) {
    for (int tries = 1; ; tries++) {
      List<CuratorOp> leaving = new ArrayList<>();
      List<Election.Place> line = Election.line(tree);
      boolean stands = line.stream().anyMatch(place -> place.id().equals(heir));
      try {
        for (Election.Place place : line) {
          if (place.id().equals(heir)) {
            break;
          }
          if (stands || place.id().equals(id)) {
            // One that finds its znode gone takes a new place: Curator's latch looks when the one
            // before it in the line, which is we, has gone.
            leaving.add(client.transactionOp().delete().forPath(place.path()));
          }
        }
        fence.commit(client, leaving);
        return;
      } catch (FencedException e) {
        throw e;
      } catch (TreeException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
        LOG.info("Looking at the election again: {}", e.getMessage());
      } catch (Exception e) {
        throw TreeException.of("leave the election at " + path, e);
      }
    }
  }

  CandidateId id() {
    return id;
  }

  @Override
  public void close() throws java.io.IOException {
    if (latch.getState() == LeaderLatch.State.STARTED) {
      latch.close();
    }
  }

  /**
   * A candidate of our own container that is still in the election is dead: the launcher starts the
   * next only when it has ended. Waiting for its session to expire would cost seconds.
   */
  private void removePredecessor() throws Exception {
    tree.ensure(path);
    for (String child : client.getChildren().forPath(path)) {
      String node = path + "/" + child;
      try {
        CandidateId other = CandidateId.parse(node, client.getData().forPath(node));
        if (other.containerId().equals(id.containerId())) {
          LOG.info("Candidate {} of this container is dead: taken out of the election", other);
          client.delete().forPath(node);
        }
      } catch (KeeperException.NoNodeException e) {
        LOG.debug("{} left the election by itself", node);
      }
    }
  }
}
