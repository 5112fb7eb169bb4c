package io.samzakeeper.am.supervisor;

import java.time.Instant;

/** Which processors should get a container. */
final class Needs {
  private final LiveSettings settings;

  Needs(LiveSettings settings) {
    this.settings = settings;
  }

  /** If it needs one only later, there will be a tick then. */
  boolean needsContainer(JobState state, Processor processor, Changes changes) {
    return processor.isOpen()
        && state.stopAskedBy().isEmpty()
        && processor.successor() == null
        && (processor.container() == null
            || RollOuts.wantsSuccessor(state, processor, settings.now().maxUnavailable()))
        && changes.isDue(nextTry(processor));
  }

  Instant nextTry(Processor processor) {
    Instant afterFailure = settings.retries().nextTry(processor.record());
    Instant afterRefusal =
        processor.lastRefusal().plus(RetryPolicy.pause(processor.refusedStarts()));
    return afterFailure.isAfter(afterRefusal) ? afterFailure : afterRefusal;
  }
}
