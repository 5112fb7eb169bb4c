package io.samzakeeper.worker;

import io.samzakeeper.samza.InputGate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.samza.SamzaException;
import org.apache.samza.container.TaskInstance;
import org.apache.samza.util.ScalaJavaUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tasks of a container durable before it stops, so that whoever has them next processes
 * nothing twice; Samza itself stops without a last commit. The gate is closed first; then each task
 * commits when it has no message left and no other commit under way. All of that runs as timers of
 * the task, which Samza runs exclusively with its processing. A commit that fails, fails the
 * container.
 */
final class TaskHandOver {
  private static final Logger LOG = LoggerFactory.getLogger(TaskHandOver.class);

  /** Between two looks at a task that is not ready yet; the run loop itself turns every 10 ms. */
  private static final long LOOK_AGAIN_MILLIS = 2;

  private final InputGate gate;
  private final List<TaskInstance> tasks;
  private final Runnable onDone;
  private final AtomicInteger left = new AtomicInteger();

  /**
   * @param gate of the tasks' container
   * @param onDone told when all are durable, on a thread of the container
   */
  TaskHandOver(
      InputGate gate, scala.collection.immutable.Map<?, TaskInstance> tasks, Runnable onDone) {
    this.gate = gate;
    this.tasks = List.copyOf(ScalaJavaUtil.toJavaCollection(tasks.values()));
    this.onDone = onDone;
  }

  /** Returns at once. */
  void start() {
    gate.close();
    List<TaskInstance> working = tasks.stream().filter(task -> !hasEnded(task)).toList();
    left.set(working.size());
    LOG.info("{} of {} tasks commit before they stop", working.size(), tasks.size());
    if (working.isEmpty()) {
      onDone.run();
    }
    working.forEach(task -> new Task(task).lookSoon());
  }

  /** Such a task is done with all, its timers included. */
  private boolean hasEnded(TaskInstance task) {
    return gate.haveEnded(task.systemStreamPartitions());
  }

  /** A key of ours among the timers that the job's own code sets: equal to no other. */
  private static final class Key {}

  private final class Task {
    private final TaskInstance instance;
    private boolean asked;

    Task(TaskInstance instance) {
      this.instance = instance;
    }

    void lookSoon() {
      instance
          .epochTimeScheduler()
          .setTimer(
              new Key(),
              System.currentTimeMillis() + LOOK_AGAIN_MILLIS,
              (key, collector, coordinator) -> look());
    }

    private void look() {
      if (commitUnderWay() || (!asked && !isIdle())) {
        lookSoon();
      } else if (!asked) {
        asked = true;
        instance.commit();
        lookSoon();
      } else if (instance.commitException().get() != null) {
        throw new SamzaException(
            "the last commit of " + instance.taskName() + " failed",
            instance.commitException().get());
      } else if (left.decrementAndGet() == 0) {
        onDone.run();
      }
    }

    private boolean commitUnderWay() {
      return instance.commitInProgress().availablePermits() == 0;
    }

    private boolean isIdle() {
      return gate.isShut()
          && isZero(instance.metrics().pendingMessages().getValue())
          && isZero(instance.metrics().messagesInFlight().getValue());
    }
  }

  private static boolean isZero(Object count) {
    return ((Number) count).longValue() == 0;
  }
}
