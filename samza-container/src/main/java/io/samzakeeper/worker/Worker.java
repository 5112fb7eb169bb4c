package io.samzakeeper.worker;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.logging.LogLevelWatch;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.SessionGuard;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import io.samzakeeper.tree.ZooKeeperConnection;
import io.samzakeeper.worker.Ending.End;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.samza.config.TaskConfig;
import org.apache.samza.job.model.JobModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a worker: connects, registers, takes its assignment and plan from the tree, runs the
 * Samza container, and says how it ended. A spare does the same and waits, warm, until it is given
 * a processor. Told to, it hands its tasks over and runs by the next assignment, in the same
 * process. It ends by itself when the processor is given away or when its ZooKeeper session is
 * lost, as another container may own the processor then.
 *
 * <p>{@link #run} is for one thread, once; {@link #end} is for any.
 */
final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** Until the plan is read, which says how long tasks may take to stop. */
  private static final Duration FIRST_GRACE = Duration.ofSeconds(10);

  /** Long enough to tell the leader. */
  private static final Duration GRACE_OF_WHAT_HANGS = Duration.ofSeconds(2);

  /** For a spare's warming up to end, before what it was warmed up for begins. */
  private static final Duration PATIENCE_WITH_WARM_UP = Duration.ofSeconds(2);

  /** A spare has nothing to show to others: of it, only the leader hears. */
  private static final JobConfig NO_PLAN_YET =
      new JobConfig(Map.of(ConfigKey.METRICS_PORT.key(), "-1"));

  /** The version of no assignment. */
  private static final int NONE = -1;

  /** It says another processor from when the worker is given that. */
  private volatile WorkerEnvironment environment;

  private final Duration connectPatience;
  private final CuratorFramework client;
  private final SessionGuard guard;
  private final JobTree tree;
  private final LogLevelWatch levels;
  private final PlannedModels models;
  private final Ending ending = new Ending();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile Duration grace = FIRST_GRACE;
  private volatile Registration registration;
  private volatile ProcessorRun running;
  private final Presence presence = new Presence(this::environment, this::measured);
  private final AtomicBoolean ranBefore = new AtomicBoolean();
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
    ending.whenBegun(
        end -> {
          watchdog.arm(grace, end.code());
          endRun(end);
        });
    this.client =
        ZooKeeperConnection.forService(
            environment.zkConnect(), environment.sessionTimeout(), environment.access());
    this.guard =
        new SessionGuard(
            client, environment.sessionTimeout(), environment.outageMax(), new SessionOwner());
    this.tree = new JobTree(client, environment.paths());
    this.levels = new LogLevelWatch(tree, environment.processor());
    this.models = new PlannedModels(tree);
  }

  /**
   * Before {@link #run}; neither may block or throw.
   *
   * @param running when the container has started, the first one of several
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
    return awaitEnd(grace);
  }

  boolean awaitEnd(Duration patience) throws InterruptedException {
    return finished.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  CuratorFramework client() {
    return client;
  }

  /** Ends the session: the registration is gone then. */
  @Override
  public void close() {
    guard.close();
    levels.close();
    presence.endReports();
    client.close();
    presence.close(); // last: who sees it closed takes the process for dead
  }

  private void work() {
    connect();
    try (OrdersWatch watch = watchOrders()) {
      ending.whenBegun(end -> watch.wake());
      Orders first = watch.read();
      first.requireMeant(environment);
      registration = registration();
      watch.start();
      levels.start();
      presence.reportBy(NO_PLAN_YET);
      WarmUp warmUp = new WarmUp(models);
      if (environment.isSpare()) {
        warmUp.begin();
      }
      Optional<Versioned<Assignment>> next = next(watch, first, NONE);
      warmUp.await(PATIENCE_WITH_WARM_UP);
      while (next.isPresent() && run(watch, next.get()) == ProcessorRun.Outcome.STOPPED) {
        next = next(watch, watch.known(), next.get().version());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerException(ExitCode.INTERNAL_ERROR, "interrupted while waiting", e);
    }
  }

  private OrdersWatch watchOrders() {
    return new OrdersWatch(
        tree,
        environment.processor(),
        environment.containerId(),
        this::ordered,
        e -> ending.begin(ExitCode.TREE_UNREADABLE, Diagnosis.text(e), e));
  }

  /**
   * Waits until there is something to run.
   *
   * @param before version of the assignment that was run last, or {@link #NONE}
   * @return nothing when the worker ends meanwhile
   */
  private Optional<Versioned<Assignment>> next(OrdersWatch watch, Orders known, int before)
      throws InterruptedException {
    Orders now = known;
    int last = before;
    for (boolean said = false; ending.end().isEmpty(); now = watch.awaitOtherThan(now)) {
      if (!now.processor().equals(environment.processor())) {
        serve(now.processor());
        last = NONE;
        said = false;
      }
      boolean isOurs = now.give(environment.containerId());
      boolean isNew = now.version() != last;
      if (isOurs && isNew && now.allow()) {
        return now.assignment();
      }
      if (last != NONE && isNew && !isOurs) {
        assignmentLost("it was given to another container", null);
      } else if (!said) {
        said = true;
        enter(State.WAITING);
      }
    }
    return Optional.empty();
  }

  /** A spare no more, or no more a standby. */
  private void serve(String processor) {
    LOG.info(
        "{} is for processor {} from here on",
        environment.isSpare() ? "This spare" : "What was standby " + environment.processor(),
        processor);
    environment = environment.serving(processor);
    registration.serves(processor);
    levels.is(processor);
    // As the script that starts workers has it; the log file keeps its name.
    System.setProperty("samza.container.id", processor);
    System.setProperty("samza.container.name", "samza-container-" + processor);
  }

  private ProcessorRun.Outcome run(OrdersWatch watch, Versioned<Assignment> assignment) {
    JobModel model = models.of(assignment.value().planGeneration(), environment.processor());
    grace = Duration.ofMillis(new TaskConfig(model.getConfig()).getShutdownMs()).plusSeconds(5);
    registration.runsBy(assignment);
    enter(State.STARTING);
    LOG.info(
        "Processor {} of {}, plan {}, is ours by version {} of its assignment, epoch {}; the"
            + " container is started now",
        environment.processor(),
        environment.job(),
        assignment.value().planGeneration(),
        assignment.version(),
        assignment.value().epoch());
    try (ProcessorRun run =
        new ProcessorRun(environment, tree, assignment, e -> assignmentLost(e.getMessage(), e))) {
      running = run;
      ending.end().ifPresent(this::endRun); // it may have begun before there was a run to end
      ordered(watch.known());
      new JobConfig(model.getConfig())
          .hangTimeout()
          .ifPresent(
              timeout -> run.watchForHang(timeout, this::isCutOff, at -> hangs(timeout, at)));
      presence.reportBy(new JobConfig(model.getConfig()));
      return run.run(model, this::nowRunning);
    } finally {
      running = null;
    }
  }

  private WorkerEnvironment environment() {
    return environment;
  }

  private WorkerReport.Work measured() {
    ProcessorRun run = running;
    return run == null ? WorkerReport.Work.NONE : run.work();
  }

  private boolean isCutOff() {
    return !client.getZookeeperClient().isConnected();
  }

  /** What hangs cannot say so itself: the leader hears it from here, and the process is halted. */
  private void hangs(Duration timeout, String where) {
    String reason =
        "the run loop of processor "
            + environment.processor()
            + " has made no progress for "
            + timeout.toMillis()
            + " ms; it is at\n"
            + where;
    grace = GRACE_OF_WHAT_HANGS;
    ending.begin(ExitCode.HUNG, reason, null);
    try {
      say(State.FAILED, reason);
    } catch (TreeException e) {
      LOG.warn("The leader is not told that this worker hangs: {}", e.getMessage());
    }
  }

  /** Called on the ZooKeeper client's thread. */
  private void ordered(Orders now) {
    ProcessorRun run = running;
    if (run == null) {
      return;
    }
    if (now.version() != run.assignment().version()) {
      assignmentLost("its assignment is no longer at version " + run.assignment().version(), null);
    } else if (!now.allow()) {
      LOG.info("Told to hand processor {} over", environment.processor());
      run.handOver();
      CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> endIfStill(run));
    }
  }

  private void endIfStill(ProcessorRun run) {
    if (running == run) {
      ending.begin(
          ExitCode.HAND_OVER_TIMED_OUT,
          "the tasks of processor "
              + environment.processor()
              + " could not be committed and stopped within "
              + grace.toSeconds()
              + " s",
          null);
    }
  }

  /** Who is told to stop while all is well commits first; who may own nothing any more does not. */
  private void endRun(End end) {
    ProcessorRun run = running;
    if (run == null) {
      return;
    }
    if (end.code() == ExitCode.TERMINATED) {
      run.handOver();
      return;
    }
    if (end.code() == ExitCode.SESSION_LOST) {
      run.abandonWrites(); // the tasks stop sooner if no commit waits for ZooKeeper
    }
    run.stop();
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

  private Registration registration() {
    long pid = ProcessHandle.current().pid();
    return new Registration(
        client,
        environment.paths().worker(environment.containerId()),
        new WorkerRegistration(
            environment.containerId(),
            environment.processor(),
            environment.host(),
            pid,
            State.WAITING,
            -1,
            0,
            System.currentTimeMillis(),
            "",
            presence.open(pid),
            environment.launch()));
  }

  private void enter(State state) {
    registration.enter(state, "");
  }

  private void nowRunning() {
    enter(State.RUNNING);
    LOG.info("Processor {} runs", environment.processor());
    if (ranBefore.compareAndSet(false, true)) {
      onRunning.forEach(Runnable::run);
    }
  }

  private void assignmentLost(String why, Throwable cause) {
    ending.begin(
        ExitCode.ASSIGNMENT_LOST,
        "processor " + environment.processor() + " is ours no more: " + why,
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
                TREE_UNREADABLE,
                HAND_OVER_TIMED_OUT,
                HUNG ->
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
