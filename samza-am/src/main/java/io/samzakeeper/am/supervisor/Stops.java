package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.WorkerRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings a job to its end because somebody wants that: each worker commits its tasks and stops
 * them, nothing is started again, and when nobody processes any more the application ends. A worker
 * that cannot commit in time ends by itself, and one that is stopped or cut off loses its session:
 * so that it comes to its end, whatever breaks.
 */
final class Stops {

  void run(JobState state, Changes changes) {
    List<Processor> all =
        Stream.concat(state.processors().stream(), state.retired().stream()).toList();
    all.forEach(processor -> stop(state, processor, changes));
    if (all.stream().allMatch(processor -> isStill(state, processor))) {
      state.endWith(FinalStatus.SUCCEEDED, summary(state, all), changes);
    }
  }

  private static void stop(JobState state, Processor processor, Changes changes) {
    if (processor.successor() != null) {
      state.giveBack(processor.successor(), changes);
    }
    HeldContainer container = processor.container();
    if (container == null) {
      return;
    }
    if (container.is(Phase.RUNNING)) {
      if (container.record().runsFrom() != ContainerRecord.NO_PLAN) {
        container.runFrom(ContainerRecord.NO_PLAN, changes);
        changes.tell(
            container.id(), "processor " + processor.id() + " is to commit and stop: the job ends");
      }
    } else {
      state.giveBack(container, changes); // it has not begun
    }
  }

  /** Whether nothing processes it. Who only waits has been told to begin with nothing. */
  private static boolean isStill(JobState state, Processor processor) {
    return processor.container() == null
        || state
            .worker(processor.container())
            .filter(worker -> worker.state() == WorkerRegistration.State.WAITING)
            .isPresent();
  }

  private static String summary(JobState state, List<Processor> all) {
    List<String> without = new ArrayList<>();
    for (Processor processor : all) {
      if (processor.isOpen() && !state.hasHandedOver(processor)) {
        without.add(processor.id());
      }
    }
    return "stopped, asked for by "
        + state.stopAskedBy().orElseThrow()
        + "; "
        + (without.isEmpty()
            ? "all tasks have committed"
            : "not committed at the end, as they did not run or could not: processors "
                + String.join(", ", without));
  }
}
