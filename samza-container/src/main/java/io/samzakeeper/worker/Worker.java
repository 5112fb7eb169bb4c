package io.samzakeeper.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.samza.OwnedTree;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.GroupCommit;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.SessionGuard;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import io.samzakeeper.tree.ZooKeeperConnection;
import io.samzakeeper.worker.Ending.End;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.samza.config.TaskConfig;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.serializers.model.SamzaObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a worker: connects, takes its assignment and plan from the tree, registers, runs the
 * Samza container, and says how it ended. It stops by itself when the processor is given away or
 * when its ZooKeeper session is lost, as another container may own the processor then.
 *
 * <p>{@link #run} is for one thread, once; {@link #end} is for any.
 */
final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** Until the plan is read, which says how long tasks may take to stop. */
  private static final Duration FIRST_GRACE = Duration.ofSeconds(10);

  private final WorkerEnvironment environment;
  private final Duration connectPatience;
  private final CuratorFramework client;
  private final SessionGuard guard;
  private final JobTree tree;
  private final Ending ending = new Ending();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile Duration grace = FIRST_GRACE;
  private volatile Registration registration;
  private final List<Runnable> onRunning = new CopyOnWriteArrayList<>();

  /**
   * Starts to connect.
   *
   * @param connectPatience how long the ensemble may take to answer at the start
   * @param watchdog what sees to it that an end that has begun comes
   */
  Worker(WorkerEnvironment environment, Duration connectPatience, Watchdog watchdog) {
    this.environment = environment;
    this.connectPatience = connectPatience;
    ending.whenBegun(end -> watchdog.arm(grace, end.code()));
    this.client =
        ZooKeeperConnection.forService(environment.zkConnect(), environment.sessionTimeout());
    this.guard =
        new SessionGuard(
            client, environment.sessionTimeout(), environment.outageMax(), new SessionOwner());
    this.tree = new JobTree(client, environment.paths());
  }

  /**
   * Before {@link #run}; neither may block or throw.
   *
   * @param running when the container has started
   * @param ending when the worker begins to end, for whatever reason
   */
  void watch(Runnable running, Runnable ending) {
    onRunning.add(running);
    this.ending.whenBegun(end -> ending.run());
  }

  /** Ends the process if the worker does not in time. */
  interface Watchdog {
    void arm(Duration grace, ExitCode code);
  }

  /** Runs the container to its end. Does not throw: every failure has its exit code. */
  ExitCode run() {
    try {
      work();
      ending.begin(ExitCode.COMPLETED, ExitCode.COMPLETED.explanation(), null);
    } catch (WorkerException e) {
      ending.begin(e.exit(), e.getMessage(), e.getCause());
    } catch (Throwable e) {
      ending.begin(Diagnosis.code(e, ExitCode.INTERNAL_ERROR), Diagnosis.text(e), e);
    }
    End end = ending.end().orElseThrow();
    lastWords(end);
    finished.countDown();
    return end.code();
  }

  /** Makes the worker end; what was said before counts. Returns at once. */
  void end(ExitCode code, String reason, Throwable cause) {
    ending.begin(code, reason, cause);
  }

  /** Whether it has ended, after waiting for as long as tasks may take to stop. */
  boolean awaitEnd() throws InterruptedException {
    return finished.await(grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  CuratorFramework client() {
    return client;
  }

  /** Ends the session: the registration is gone then. */
  @Override
  public void close() {
    guard.close();
    client.close();
  }

  private void work() {
    connect();
    Versioned<Assignment> assignment = ownAssignment();
    // Awake after a long pause, this process gets a new session before it ends. What it had begun
    // to write must not go through then, even if the processor has not been given away yet.
    Fence fence =
        new Fence(environment.paths().assignment(environment.processor()), assignment.version())
            .whileThereIs(environment.paths().worker(environment.containerId()));
    JobModel model = model(assignment.value());
    grace = Duration.ofMillis(new TaskConfig(model.getConfig()).getShutdownMs()).plusSeconds(5);
    register(assignment);
    try (AssignmentWatch watch =
            new AssignmentWatch(client, fence, () -> assignmentLost(fence, null));
        GroupCommit writes =
            new GroupCommit(client, fence, fenced -> assignmentLost(fence, fenced))) {
      watch.start();
      ending.whenBegun(
          end -> {
            if (end.code() == ExitCode.SESSION_LOST) {
              writes.abandon(); // the tasks stop sooner if no commit waits for ZooKeeper
            }
          });
      host(new OwnedTree(tree, writes, assignment.value()), model);
    }
  }

  private void connect() {
    try {
      if (!client.blockUntilConnected((int) connectPatience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new WorkerException(
            ExitCode.ZOOKEEPER_UNREACHABLE,
            "no ZooKeeper server of "
                + environment.zkConnect()
                + " answered for "
                + connectPatience.toSeconds()
                + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerException(ExitCode.INTERNAL_ERROR, "interrupted while connecting", e);
    }
  }

  private Versioned<Assignment> ownAssignment() {
    tree.sync();
    Versioned<Assignment> assignment =
        tree.assignment(environment.processor())
            .orElseThrow(
                () ->
                    new WorkerException(
                        ExitCode.ASSIGNMENT_LOST,
                        "processor " + environment.processor() + " is assigned to nobody"));
    if (!assignment.value().containerId().equals(environment.containerId())) {
      throw new WorkerException(
          ExitCode.ASSIGNMENT_LOST,
          "processor "
              + environment.processor()
              + " is assigned to "
              + (assignment.value().containerId().isEmpty()
                  ? "nobody"
                  : assignment.value().containerId())
              + ", not to this container "
              + environment.containerId());
    }
    // What a deposed leader sent to the NodeManager may arrive after its successor's decisions.
    if (environment.epoch() < assignment.value().epoch()) {
      throw new WorkerException(
          ExitCode.ASSIGNMENT_LOST,
          "processor "
              + environment.processor()
              + " was assigned by the leader of epoch "
              + assignment.value().epoch()
              + "; this process was started by an earlier one, of epoch "
              + environment.epoch());
    }
    return assignment;
  }

  private JobModel model(Assignment assignment) {
    long generation = assignment.planGeneration();
    String path = environment.paths().plan() + "/" + generation;
    Plan plan = Znodes.decode(path, tree.plan().read(generation), Plan.class);
    JobModel model;
    try {
      model = SamzaObjectMapper.getObjectMapper().readValue(plan.model(), JobModel.class);
    } catch (JsonProcessingException e) {
      throw new UnreadableZnodeException(path, "its model is no JobModel of Samza", e);
    }
    if (!model.getContainers().containsKey(environment.processor())) {
      throw new UnreadableZnodeException(
          path, "it has no processor " + environment.processor(), null);
    }
    return model;
  }

  private void register(Versioned<Assignment> assignment) {
    Registration made =
        new Registration(
            client,
            environment.paths().worker(environment.containerId()),
            new WorkerRegistration(
                environment.containerId(),
                environment.processor(),
                environment.host(),
                ProcessHandle.current().pid(),
                State.STARTING,
                assignment.version(),
                assignment.value().planGeneration(),
                System.currentTimeMillis(),
                ""));
    made.enter(State.STARTING, "");
    registration = made;
    LOG.info(
        "Processor {} of {}, plan {}, is ours by version {} of its assignment, epoch {}; the"
            + " container is started now",
        environment.processor(),
        environment.job(),
        assignment.value().planGeneration(),
        assignment.version(),
        assignment.value().epoch());
  }

  private void host(OwnedTree owned, JobModel model) {
    ContainerFactory.Built built;
    try {
      built = new ContainerFactory(environment, owned).build(model, this::running);
    } catch (Exception | LinkageError e) {
      throw new WorkerException(
          Diagnosis.code(e, ExitCode.BAD_CONFIG),
          "the container could not be built: " + Diagnosis.text(e),
          e);
    }
    ending.whenBegun(end -> built.container().shutdown());
    if (ending.end().isEmpty()) {
      built.container().run();
      Throwable failure = built.listener().failure();
      if (failure != null) {
        throw new WorkerException(
            Diagnosis.code(failure, ExitCode.TASK_FAILED), Diagnosis.text(failure), failure);
      }
    }
  }

  private void running() {
    registration.enter(State.RUNNING, "");
    LOG.info("Processor {} runs", environment.processor());
    onRunning.forEach(Runnable::run);
  }

  private void assignmentLost(Fence fence, Throwable cause) {
    ending.begin(
        ExitCode.ASSIGNMENT_LOST,
        "processor "
            + environment.processor()
            + " is ours no more: "
            + (cause == null
                ? "its assignment is no longer at version " + fence.version()
                : cause.getMessage()),
        cause);
  }

  private final class SessionOwner implements SessionGuard.Owner {
    @Override
    public void sessionLost(String why) {
      ending.begin(
          ExitCode.SESSION_LOST,
          why + ": another container may own processor " + environment.processor() + " now",
          null);
    }

    @Override
    public void noQuorum(long nanoTime, boolean first) {
      LOG.debug("Nobody can have given processor {} away", environment.processor());
    }
  }

  /**
   * The session of a worker that is done or has failed is left to expire after the process: if it
   * were closed at once, the leader might never see what the worker said last.
   */
  private void lastWords(End end) {
    try {
      switch (end.code()) {
        case COMPLETED -> say(State.COMPLETED, "");
        case INTERNAL_ERROR,
                OUT_OF_MEMORY,
                TASK_FAILED,
                BAD_CONFIG,
                ZOOKEEPER_UNREACHABLE,
                TREE_UNREADABLE ->
            say(State.FAILED, end.reason());
        case ASSIGNMENT_LOST, SESSION_LOST, TERMINATED -> close();
      }
    } catch (TreeException e) {
      LOG.warn("The leader is not told how this worker ended: {}", e.getMessage());
    }
  }

  private void say(State state, String lastError) {
    if (registration != null) {
      registration.enter(state, lastError);
    }
  }
}
