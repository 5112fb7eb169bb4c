package io.samzakeeper.change;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RestartRequest;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;

/** Asks a job's leader to let a processor go on in another container, and waits until it runs. */
public final class ProcessorRestart {
  public static final String ANY_HOST = "";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final JobTree tree;
  private final JobId job;
  private final String processor;
  private final String path;

  /** What ran it when this was made. */
  private final Assignment from;

  /**
   * @throws ChangeException when the processor does not run
   */
  public ProcessorRestart(JobTree tree, JobId job, String processor) {
    this.tree = tree;
    this.job = job;
    this.processor = processor;
    this.path = tree.paths().restart(processor);
    tree.sync();
    this.from = serving();
  }

  /**
   * What was done.
   *
   * @param took from the request until its tasks processed again
   */
  public record Done(Assignment from, Assignment to, Duration took) {}

  /** Where it runs, or did when this was made. */
  public Assignment current() {
    return from;
  }

  /**
   * Blocks until it is done.
   *
   * @param host where it is to go on, or {@link #ANY_HOST}
   * @param askedBy for people
   * @throws ChangeException when it is not done in time: then it is taken back
   */
  public Done ask(String host, String askedBy) throws InterruptedException {
    try (TreeChanges changes =
        new TreeChanges(tree, tree.paths().assignment(processor), tree.paths().workers())) {
      tree.ensure(tree.paths().restarts());
      long start = System.nanoTime();
      create(new RestartRequest(processor, from.containerId(), host, askedBy));
      try {
        return awaitDone(host, start, changes);
      } finally {
        takeBack();
      }
    }
  }

  private Done awaitDone(String host, long start, TreeChanges changes) throws InterruptedException {
    while (true) {
      Optional<Assignment> to = assignment().filter(this::isElsewhere).filter(this::runs);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (to.isPresent()) {
        return new Done(from, to.get(), took);
      }
      Duration left = PATIENCE.minus(took);
      if (left.isNegative() || !changes.await(left)) {
        throw notDone(
            "not done within "
                + PATIENCE.toSeconds()
                + " s"
                + (host.equals(ANY_HOST) ? "" : ", as it seems that " + host + " has no room")
                + "; taken back");
      }
    }
  }

  private boolean isElsewhere(Assignment now) {
    return !now.containerId().isEmpty() && !now.containerId().equals(from.containerId());
  }

  private boolean runs(Assignment assignment) {
    return runs(tree, assignment);
  }

  /** Whether the container that an assignment names processes. */
  public static boolean runs(JobTree tree, Assignment assignment) {
    return tree.read(tree.paths().worker(assignment.containerId()), WorkerRegistration.class)
        .filter(worker -> worker.value().state() == WorkerRegistration.State.RUNNING)
        .isPresent();
  }

  private Assignment serving() {
    boolean isActive =
        tree.application().filter(application -> !application.value().state().ended()).isPresent();
    if (!isActive) {
      throw new ChangeException(
          ChangeException.Kind.NOT_RUNNING,
          job + " does not run: it has ended or was never submitted");
    }
    SortedSet<String> processors = processors();
    if (!processors.contains(processor)) {
      throw new ChangeException(
          ChangeException.Kind.BAD_INPUT,
          "PROCESSOR=" + processor + " is none of " + job + "; there are " + processors);
    }
    return assignment()
        .filter(now -> !now.containerId().isEmpty())
        .filter(this::runs)
        .orElseThrow(() -> notDone("it does not run now, so a container is under way already"));
  }

  private SortedSet<String> processors() {
    return tree.plan()
        .current()
        .map(current -> tree.plan().read(current.value().generation()))
        .map(plan -> Znodes.decode(tree.paths().plan(), plan, Plan.class))
        .map(plan -> new TreeSet<>(plan.tasks().keySet()))
        .orElseGet(TreeSet::new);
  }

  private Optional<Assignment> assignment() {
    return tree.assignment(processor).map(Versioned::value);
  }

  private void create(RestartRequest request) {
    try {
      tree.client().create().withMode(CreateMode.EPHEMERAL).forPath(path, Znodes.encode(request));
    } catch (KeeperException.NodeExistsException e) {
      throw new ChangeException(
          ChangeException.Kind.NOT_DONE,
          "processor "
              + processor
              + " of "
              + job
              + " is being restarted already"
              + tree.read(path, RestartRequest.class)
                  .map(other -> ", asked for by " + other.value().askedBy())
                  .orElse(""),
          e);
    } catch (Exception e) {
      throw TreeException.of("create " + path, e);
    }
  }

  private void takeBack() {
    try {
      tree.client().delete().quietly().forPath(path);
    } catch (Exception e) {
      throw TreeException.of("delete " + path, e);
    }
  }

  /** For who finds another reason. */
  public ChangeException notDone(String why) {
    return new ChangeException(
        ChangeException.Kind.NOT_DONE,
        "processor " + processor + " of " + job + " is not restarted: " + why);
  }
}
