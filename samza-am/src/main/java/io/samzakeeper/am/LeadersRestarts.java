package io.samzakeeper.am;

import io.samzakeeper.am.web.JobActions.Operation;
import io.samzakeeper.am.web.JobActions.RestartOrder;
import io.samzakeeper.am.web.JobActions.State;
import io.samzakeeper.am.web.ProblemException;
import io.samzakeeper.change.ChangeException;
import io.samzakeeper.change.ProcessorRestart;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.RestartRequest;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts and moves of processors that are asked for through the pages: the same requests as those
 * of {@code keeper restart} and {@code keeper move}, each followed by a thread. An operation's id
 * names the container that is left, so any leader can tell from the tree what became of it. Safe
 * for any thread.
 */
final class LeadersRestarts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeadersRestarts.class);
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final String PREFIX = "restart-";

  /**
   * Each has a thread and a watch of its own; a whole job is restarted by a change of its config.
   */
  private static final int MOST_AT_ONCE = 16;

  private static final int MOST_REMEMBERED = 500;

  private final JobTree tree;
  private final JobId job;
  private final String applicationId;
  private final BoundedReads reads;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MOST_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), LeadersRestarts::thread);

  /** What this leader was asked for, by id. */
  private final Map<String, Restart> asked =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Restart> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  LeadersRestarts(JobTree tree, JobId job, String applicationId, BoundedReads reads) {
    this.tree = tree;
    this.job = job;
    this.applicationId = applicationId;
    this.reads = reads;
  }

  private static Thread thread(Runnable task) {
    Thread made = new Thread(task, "processor-restart");
    made.setDaemon(true);
    return made;
  }

  /**
   * Asks, unless the same was asked before and is under way or done.
   *
   * @throws ProblemException when it cannot be begun
   */
  synchronized Operation begin(RestartOrder order, String user) {
    String id = PREFIX + order.from() + "-" + order.processor();
    Restart before = asked.get(id);
    if (before != null && before.seen().state() != State.FAILED) {
      if (!before.order.equals(order)) {
        throw new ProblemException(CONFLICT, "something else is asked of it: " + before.what());
      }
      return before.seen();
    }
    ProcessorRestart restart = reads.read(() -> prepare(order));
    Restart begun = new Restart(id, order);
    Assignment now = restart.current();
    if (!now.containerId().equals(order.from())) {
      begun.end(State.DONE, whereItRuns(order, now));
    } else if (order.to().filter(now.host()::equals).isPresent()) {
      begun.end(State.DONE, "it runs on " + now.host() + " already, in " + now.containerId());
    } else {
      follow(begun, restart, user);
    }
    asked.put(id, begun);
    return begun.seen();
  }

  private ProcessorRestart prepare(RestartOrder order) {
    if (!isOfApplication(order.from())) {
      throw new ProblemException(
          BAD_REQUEST, "from=" + order.from() + ": has to be a container of " + applicationId);
    }
    String other =
        tree.read(tree.paths().container(order.from()), ContainerRecord.class)
            .map(container -> container.value().processor())
            .orElse("");
    if (!other.isEmpty() && !other.equals(order.processor())) {
      throw new ProblemException(
          BAD_REQUEST,
          "from="
              + order.from()
              + ": has to be of processor "
              + order.processor()
              + ", not "
              + other);
    }
    try {
      return new ProcessorRestart(tree, job, order.processor());
    } catch (ChangeException e) {
      throw new ProblemException(
          e.kind() == ChangeException.Kind.BAD_INPUT ? BAD_REQUEST : CONFLICT, e.getMessage(), e);
    }
  }

  /** Who asks twice, or late, finds it done; but not on another host than the one wanted. */
  private static String whereItRuns(RestartOrder order, Assignment now) {
    String where = "it runs in " + now.containerId() + " on " + now.host();
    if (order.to().filter(to -> !to.equals(now.host())).isPresent()) {
      throw new ProblemException(
          CONFLICT, "from=" + order.from() + " does not run it any more: " + where);
    }
    return where;
  }

  private void follow(Restart begun, ProcessorRestart restart, String user) {
    LOG.info("{} asks for {}", user, begun.what());
    try {
      threads.execute(() -> run(begun, restart, user));
    } catch (RejectedExecutionException e) {
      throw new ProblemException(
          CONFLICT, MOST_AT_ONCE + " processors are being restarted, or this leader ends", e);
    }
  }

  private static void run(Restart begun, ProcessorRestart restart, String user) {
    try {
      ProcessorRestart.Done done =
          restart.ask(
              begun.order.to().orElse(ProcessorRestart.ANY_HOST), user + " through the web");
      begun.end(
          State.DONE,
          String.format(
              Locale.ROOT,
              "it runs in %s on %s, no more in %s on %s; %.2f s",
              done.to().containerId(),
              done.to().host(),
              done.from().containerId(),
              done.from().host(),
              done.took().toMillis() / 1000.0));
    } catch (ChangeException | TreeException | UnreadableZnodeException e) {
      begun.end(State.FAILED, e.getMessage());
    } catch (InterruptedException e) {
      LOG.info("{}: the next leader tells what became of it", begun.id);
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{} failed", begun.id, e);
      begun.end(State.FAILED, "unexpected: " + e);
    }
  }

  /** An operation that was asked of this leader or of an earlier one. */
  Optional<Operation> find(String id) {
    Optional<Operation> known = known(id);
    if (known.isPresent() || !id.startsWith(PREFIX)) {
      return known;
    }
    String[] parts = id.substring(PREFIX.length()).split("-", 2);
    return parts.length == 2 && isOfApplication(parts[0])
        ? reads.read(() -> inTree(id, parts[0], parts[1]))
        : Optional.empty();
  }

  private synchronized Optional<Operation> known(String id) {
    return Optional.ofNullable(asked.get(id)).map(Restart::seen);
  }

  private boolean isOfApplication(String containerId) {
    try {
      return ContainerId.fromString(containerId)
          .getApplicationAttemptId()
          .getApplicationId()
          .toString()
          .equals(applicationId);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Optional<Operation> inTree(String id, String from, String processor) {
    Restart restart = new Restart(id, new RestartOrder(processor, from, Optional.empty()));
    Optional<Assignment> assignment = tree.assignment(processor).map(Versioned::value);
    if (assignment.isEmpty()) {
      return Optional.empty();
    }
    Assignment now = assignment.get();
    if (now.containerId().equals(from)) {
      boolean isAsked =
          tree.read(tree.paths().restart(processor), RestartRequest.class)
              .filter(request -> request.value().containerId().equals(from))
              .isPresent();
      if (!isAsked) {
        restart.end(
            State.FAILED,
            "it runs in "
                + from
                + " still, and nobody asks for it any more: the leader that was asked has ended, or"
                + " took it back; ask again");
      }
    } else if (!now.containerId().isEmpty() && ProcessorRestart.runs(tree, now)) {
      restart.end(State.DONE, "it runs in " + now.containerId() + " on " + now.host());
    }
    return Optional.of(restart.seen());
  }

  /** The requests are of this process's session: they end with it. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** One of them. */
  private static final class Restart {
    private final String id;
    private final RestartOrder order;
    private State state = State.RUNNING;
    private String result = "";

    Restart(String id, RestartOrder order) {
      this.id = id;
      this.order = order;
    }

    String what() {
      return "processor "
          + order.processor()
          + " goes on in another container than "
          + order.from()
          + order.to().map(host -> ", on " + host).orElse("");
    }

    synchronized void end(State how, String why) {
      state = how;
      result = why;
    }

    synchronized Operation seen() {
      return new Operation(id, what(), state, List.of(), result);
    }
  }
}
