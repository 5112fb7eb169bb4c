package io.samzakeeper.am;

import io.samzakeeper.am.web.JobActions.ConfigRequest;
import io.samzakeeper.am.web.JobActions.Operation;
import io.samzakeeper.am.web.JobActions.State;
import io.samzakeeper.am.web.ProblemException;
import io.samzakeeper.change.ChangeException;
import io.samzakeeper.change.ConfigChange;
import io.samzakeeper.change.ConfigHistory;
import io.samzakeeper.change.Replanner;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the config that are asked for through the pages: done as by {@code keeper config set},
 * one at a time, on a thread of their own. The generation's author names the operation, so that a
 * later leader knows what became of it. Safe for any thread.
 */
final class LeadersChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeadersChanges.class);
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final String PREFIX = "config-";

  private final JobTree tree;
  private final JobId job;
  private final int epoch;
  private final String host;
  private final Replanner replanner;
  private final BoundedReads reads;
  private final Map<String, Change> changes = new ConcurrentHashMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "config-change");
            made.setDaemon(true);
            return made;
          });

  private Change last;

  /**
   * @param epoch of the leader
   * @param host of the leader, for people
   */
  LeadersChanges(
      JobTree tree, JobId job, int epoch, String host, Replanner replanner, BoundedReads reads) {
    this.tree = tree;
    this.job = job;
    this.epoch = epoch;
    this.host = host;
    this.replanner = replanner;
    this.reads = reads;
  }

  /**
   * Checks what can be checked at once, and begins.
   *
   * @throws ProblemException when it cannot be begun
   */
  synchronized Operation begin(ConfigRequest request, String user) {
    if (last != null && last.seen().state() == State.RUNNING) {
      throw new ProblemException(CONFLICT, "another change is under way: " + last.id);
    }
    if (request.maxUnavailable() < 0) {
      throw new ProblemException(
          BAD_REQUEST,
          "maxUnavailable="
              + request.maxUnavailable()
              + ": has to be 0 or a whole number above it");
    }
    reads.read(() -> check(request));
    last = new Change(PREFIX + epoch + "-" + (changes.size() + 1), request);
    changes.put(last.id, last);
    Change begun = last;
    thread.execute(() -> run(begun, user));
    return begun.seen();
  }

  private Void check(ConfigRequest request) {
    ConfigHistory history = new ConfigHistory(tree);
    try {
      values(request, history.read(history.current()).values(), history);
      return null;
    } catch (InvalidConfigException e) {
      throw new ProblemException(BAD_REQUEST, e.getMessage(), e);
    } catch (ChangeException e) {
      throw new ProblemException(CONFLICT, e.getMessage(), e);
    }
  }

  private static SortedMap<String, String> values(
      ConfigRequest request, SortedMap<String, String> current, ConfigHistory history) {
    if (history.current() != request.from()) {
      throw new ChangeException(
          ChangeException.Kind.BUSY,
          "generation " + history.current() + " is current, not " + request.from());
    }
    SortedMap<String, String> values = new TreeMap<>(current);
    for (String key : request.unset()) {
      if (values.remove(key) == null) {
        throw new InvalidConfigException(key, null, "a key of generation " + request.from());
      }
    }
    values.putAll(request.set());
    new JobConfig(values).validate();
    return values;
  }

  private void run(Change change, String user) {
    LOG.info("{} asks for {}: {}", user, change.id, change.request.reason());
    String author = user + "@" + host + "/" + change.id;
    String reason = change.request.reason().isBlank() ? change.what() : change.request.reason();
    try {
      ConfigChange.Done done =
          new ConfigChange(tree, job, author, replanner, change::tell)
              .make(
                  (current, history) -> values(change.request, current, history),
                  new ConfigChange.Manner(
                      reason, change.request.dryRun(), change.request.maxUnavailable()));
      change.end(State.DONE, words(done, change.request.dryRun()));
    } catch (InvalidConfigException
        | ChangeException
        | TreeException
        | UnreadableZnodeException
        | IOException e) {
      change.end(State.FAILED, e.getMessage());
    } catch (InterruptedException e) {
      LOG.info("{}: the next leader tells what became of it", change.id);
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{} failed", change.id, e);
      change.end(State.FAILED, "unexpected: " + e);
    }
  }

  private static String words(ConfigChange.Done done, boolean dryRun) {
    if (done.changes().isEmpty()) {
      return "nothing is different from generation " + done.from();
    }
    List<String> diffs = done.changes().stream().map(ConfigDiff::toString).toList();
    return done.to()
            .map(to -> "generation " + to + ", the job goes by it (" + done.impact() + "): ")
            .orElse(
                (dryRun ? "nothing was changed; it would mean: " : "nothing was changed: ")
                    + done.impact()
                    + "; ")
        + String.join("; ", diffs);
  }

  /** An operation that was asked of this leader or of an earlier one. */
  Optional<Operation> find(String id) {
    if (!id.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Change known = changes.get(id);
    return known != null
        ? Optional.of(known.seen())
        : isOfEarlierLeader(id)
            ? Optional.of(reads.read(() -> ofEarlierLeader(id)))
            : Optional.empty();
  }

  private boolean isOfEarlierLeader(String id) {
    String[] parts = id.split("-", -1);
    try {
      return parts.length == 3 && Integer.parseInt(parts[1]) < epoch;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private Operation ofEarlierLeader(String id) {
    ConfigHistory history = new ConfigHistory(tree);
    long current = history.current();
    Optional<Long> made =
        history.numbers().stream()
            .filter(number -> history.read(number).author().endsWith("/" + id))
            .findFirst();
    String what = "change of the config, asked of an earlier leader";
    if (made.isEmpty()) {
      return new Operation(
          id,
          what,
          State.FAILED,
          List.of(),
          "its leader ended before it was made; nothing was changed, generation "
              + current
              + " is current");
    }
    if (made.get() != current) {
      return new Operation(
          id,
          what,
          State.FAILED,
          List.of(),
          "generation "
              + made.get()
              + " did not stay, the job has generation "
              + current
              + " now: "
              + history.read(current).reason());
    }
    boolean isUnderWay =
        tree.read(tree.paths().appliedPlan(), AppliedPlan.class)
            .filter(applied -> applied.value().state() != AppliedPlan.State.DONE)
            .isPresent();
    return isUnderWay
        ? new Operation(id, what, State.RUNNING, List.of("it is being rolled out"), "")
        : new Operation(id, what, State.DONE, List.of(), "generation " + current + " is current");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** One of them. */
  private static final class Change {
    private final String id;
    private final ConfigRequest request;
    private final List<String> lines = new ArrayList<>();
    private State state = State.RUNNING;
    private String result = "";

    Change(String id, ConfigRequest request) {
      this.id = id;
      this.request = request;
    }

    /** Keys only: values may be secrets. */
    String what() {
      List<String> keys = new ArrayList<>(request.set().keySet());
      request.unset().forEach(key -> keys.add("without " + key));
      return (request.dryRun() ? "what would be: " : "") + String.join(", ", keys);
    }

    synchronized void tell(String line) {
      lines.add(line);
    }

    synchronized void end(State how, String why) {
      state = how;
      result = why;
    }

    synchronized Operation seen() {
      return new Operation(id, what(), state, lines, result);
    }
  }
}
