package io.samzakeeper.am;

import io.samzakeeper.am.yarn.PreparedRmConnector;
import io.samzakeeper.am.yarn.RmConnector;
import io.samzakeeper.am.yarn.YarnRmConnector;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeView;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a candidate keeps ready for the moment when it is elected. Safe for any thread. */
final class Preparation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

  private final JobTree tree;
  private final AttemptTokens tokens;
  private final FollowedTree followed;
  private final KnownGenerations generations;
  private final PreparedRmConnector rm;
  private final Rehearsal rehearsal;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread rehearsing = new Thread(task, "rehearsal");
            rehearsing.setDaemon(true);
            return rehearsing;
          });

  /**
   * Whether a rehearsal is due that has not begun: one is enough, however often it is asked for.
   */
  private boolean due;

  Preparation(
      CandidateEnvironment environment,
      Configuration hadoop,
      Credentials credentials,
      JobTree tree,
      AttemptTokens tokens) {
    this.tree = tree;
    this.tokens = tokens;
    this.followed = new FollowedTree(tree, environment.applicationId(), this::rehearse);
    this.generations = new KnownGenerations(tree);
    this.rm = new PreparedRmConnector(new YarnRmConnector(hadoop));
    this.rehearsal = new Rehearsal(environment, hadoop, credentials, rm);
  }

  /** Nothing happens if the moment has come already: what is prepared late is not waited for. */
  synchronized void start() {
    if (!thread.isShutdown()) {
      followed.start();
    }
  }

  /** Goes through a take-over once more, if the job's tree is known by now; returns at once. */
  synchronized void rehearse() {
    if (due) {
      return;
    }
    try {
      thread.execute(this::rehearseNow);
      due = true;
    } catch (RejectedExecutionException e) {
      LOG.debug("No rehearsal: this candidate leads or ends");
    }
  }

  private void rehearseNow() {
    synchronized (this) {
      due = false;
    }
    followed.upToDate().ifPresent(view -> rehearsal.run(view, reader(view), tokens));
  }

  /** The tree as it is after this call began. */
  TreeView view() {
    return followed.upToDate().orElse(tree);
  }

  TreeReader reader(TreeView view) {
    return new TreeReader(view, tree.paths(), generations);
  }

  RmConnector rm() {
    return rm;
  }

  /** The moment has come: what is being rehearsed goes on, and nothing else is. */
  synchronized void elected() {
    thread.shutdown();
  }

  /** This candidate leads: from now on it knows the tree by what it writes. */
  void done() {
    followed.close();
  }

  @Override
  public synchronized void close() {
    thread.shutdownNow();
    followed.close();
    rm.close();
  }
}
