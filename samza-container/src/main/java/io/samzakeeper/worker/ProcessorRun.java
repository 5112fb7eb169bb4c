package io.samzakeeper.worker;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.WorkerReport.Work;
import io.samzakeeper.samza.InputGate;
import io.samzakeeper.samza.OwnedTree;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.GroupCommit;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.samza.container.SamzaContainer;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.util.ScalaJavaUtil;

/**
 * One Samza container in a worker, from the assignment that it runs by to its end. {@link #run} is
 * for the worker's thread, once; the rest is for any.
 */
final class ProcessorRun implements AutoCloseable {
  private final WorkerEnvironment environment;
  private final Versioned<Assignment> assignment;
  private final Fence fence;
  private final GroupCommit writes;
  private final OwnedTree owned;
  private final InputGate gate = new InputGate();
  private final DrainWatch drain;

  /** Guarded by this. */
  private Stage stage = Stage.BUILDING;

  private SamzaContainer container;
  private boolean handsOver;
  private HangWatch hangWatch;
  private WorkMeter meter;

  private enum Stage {
    BUILDING,
    STARTING,
    RUNNING,
    STOPPING
  }

  /** How a run came to its end, if it did not fail. */
  enum Outcome {
    /** Every task has come to its end. */
    COMPLETED,
    /** It was told to stop. */
    STOPPED
  }

  /**
   * @param onFenced told that the processor is not this container's any more; must not block
   */
  ProcessorRun(
      WorkerEnvironment environment,
      JobTree tree,
      Versioned<Assignment> assignment,
      Consumer<FencedException> onFenced) {
    this.environment = environment;
    this.assignment = assignment;
    // Awake after a long pause, this process gets a new session before it ends. What it had begun
    // to write must not go through then, even if the processor has not been given away yet.
    this.fence =
        new Fence(environment.paths().assignment(environment.processor()), assignment.version())
            .whileThereIs(environment.paths().worker(environment.containerId()));
    this.writes = new GroupCommit(tree.client(), fence, onFenced);
    this.owned = new OwnedTree(tree, writes, assignment.value());
    this.drain = new DrainWatch(tree, gate::drain);
  }

  Versioned<Assignment> assignment() {
    return assignment;
  }

  /**
   * Runs the container to its end.
   *
   * @param onRunning told on this thread, just before the run loop
   * @throws WorkerException with the exit code and the reason, when it fails
   */
  Outcome run(JobModel model, Runnable onRunning) {
    ContainerFactory.Built built;
    drain.start();
    try {
      built =
          new ContainerFactory(environment, owned, gate)
              .build(
                  model,
                  () -> {
                    onRunning.run();
                    nowRunning();
                  });
    } catch (Exception | LinkageError e) {
      throw new WorkerException(
          Diagnosis.code(e, ExitCode.BAD_CONFIG),
          "the container could not be built: " + Diagnosis.text(e),
          e);
    }
    if (!mayStart(built)) {
      return Outcome.STOPPED;
    }
    built.container().run();
    Throwable failure = built.listener().failure();
    if (failure != null) {
      throw new WorkerException(
          Diagnosis.code(failure, ExitCode.TASK_FAILED), Diagnosis.text(failure), failure);
    }
    synchronized (this) {
      return stage == Stage.STOPPING ? Outcome.STOPPED : Outcome.COMPLETED;
    }
  }

  /** Commits all tasks, then stops; returns at once. What does not run yet just does not start. */
  void handOver() {
    TaskHandOver begun;
    synchronized (this) {
      if (handsOver || stage == Stage.STOPPING) {
        return;
      }
      handsOver = true;
      if (stage != Stage.RUNNING) {
        return; // nowRunning or mayStart see it
      }
      begun = taskHandOver();
    }
    begun.start();
  }

  /** Stops without a last commit; returns at once. */
  void stop() {
    SamzaContainer stopping;
    endHangWatch();
    synchronized (this) {
      stage = Stage.STOPPING;
      stopping = container;
    }
    if (stopping != null) {
      stopping.shutdown();
    }
  }

  /**
   * Watches from here on whether the run loop turns.
   *
   * @param isExcused see {@link HangWatch}
   * @param onHang told where the loop is; a loop that is to stop is not watched any more
   */
  synchronized void watchForHang(
      Duration timeout, BooleanSupplier isExcused, Consumer<String> onHang) {
    if (stage != Stage.STOPPING) {
      hangWatch = new HangWatch(gate.progress(), timeout, isExcused, onHang);
      hangWatch.start();
    }
  }

  private synchronized void endHangWatch() {
    if (hangWatch != null) {
      hangWatch.close();
    }
  }

  /** Fails what is not committed yet: the tasks stop sooner if no commit waits for ZooKeeper. */
  void abandonWrites() {
    writes.abandon();
  }

  @Override
  public void close() {
    endHangWatch();
    drain.close();
    writes.close();
  }

  private synchronized boolean mayStart(ContainerFactory.Built built) {
    container = built.container();
    if (stage == Stage.STOPPING || handsOver) {
      stage = Stage.STOPPING;
      return false;
    }
    stage = Stage.STARTING;
    meter =
        new WorkMeter(
            built.metrics(),
            ScalaJavaUtil.toJavaCollection(container.getTaskInstances().values()),
            System.currentTimeMillis());
    return true;
  }

  /** What it has done so far. */
  Work work() {
    WorkMeter begun;
    synchronized (this) {
      begun = meter;
    }
    return begun == null ? Work.NONE : begun.measure();
  }

  private void nowRunning() {
    TaskHandOver wanted;
    synchronized (this) {
      if (stage != Stage.STARTING) {
        return;
      }
      stage = Stage.RUNNING;
      if (!handsOver) {
        return;
      }
      wanted = taskHandOver();
    }
    wanted.start();
  }

  private TaskHandOver taskHandOver() {
    return new TaskHandOver(gate, container.getTaskInstances(), this::stop);
  }
}
