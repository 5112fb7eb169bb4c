package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.JobView.ProcessorView;
import io.samzakeeper.am.supervisor.JobView.State;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Instant;
import java.util.Optional;

/** Draws the read-only view of the state. */
final class Views {
  private Views() {}

  static JobView of(JobState state, Needs needs, Instant now) {
    return new JobView(
        now,
        state.epoch(),
        state.yarn().attemptId(),
        state.yarn().isInSync(),
        state.application(),
        state.processors().stream().map(p -> view(state, p, needs, now)).toList(),
        (int)
            state.containers().stream()
                .filter(c -> c.record().role() == Role.SPARE && c.is(Phase.RUNNING))
                .count(),
        (int) state.containers().stream().filter(c -> c.is(Phase.RELEASING)).count());
  }

  private static ProcessorView view(JobState state, Processor processor, Needs needs, Instant now) {
    HeldContainer container = processor.container();
    WorkerRegistration worker = container == null ? null : state.workers().get(container.id());
    Instant nextTry = needs.nextTry(processor);
    State where = stateOf(processor, worker, nextTry.isAfter(now));
    return new ProcessorView(
        processor.id(),
        where,
        container == null ? "" : container.id(),
        container == null ? "" : container.host(),
        container == null ? "" : container.record().nodeHttpAddress(),
        since(processor, worker),
        Math.max(0, processor.record().starts() - 1),
        processor.record().failures(),
        processor.record().lastError(),
        where == State.BACKING_OFF ? Optional.of(nextTry) : Optional.empty());
  }

  private static State stateOf(Processor processor, WorkerRegistration worker, boolean backsOff) {
    return switch (processor.record().outcome()) {
      case COMPLETED -> State.COMPLETED;
      case GIVEN_UP -> State.GIVEN_UP;
      case OPEN -> {
        if (processor.container() == null) {
          yield backsOff ? State.BACKING_OFF : State.REQUESTED;
        }
        if (worker == null) {
          yield processor.container().is(Phase.RUNNING) ? State.LOST : State.LAUNCHING;
        }
        yield switch (worker.state()) {
          case STARTING, WAITING -> State.STARTING;
          case RUNNING -> State.RUNNING;
          case COMPLETED, FAILED -> State.LOST;
        };
      }
    };
  }

  private static Instant since(Processor processor, WorkerRegistration worker) {
    if (worker != null) {
      return Instant.ofEpochMilli(worker.sinceMillis());
    }
    return Instant.ofEpochMilli(
        processor.container() == null
            ? processor.record().lastFailureMillis()
            : processor.container().record().sinceMillis());
  }
}
