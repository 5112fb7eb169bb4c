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
    boolean wantsSuccessor =
        mayHaveOne(state, processor)
            && processor.container() != null
            && RollOuts.wantsSuccessor(state, processor, settings.now().maxUnavailable())
            && changes.isDue(nextTry(processor));
    return wantsSuccessor
        || (lacksContainer(state, processor)
            && changes.isDue(nextTry(processor))
            && Promotions.standbyFor(state, processor).isEmpty());
  }

  /** Whether nothing runs it, and something should, be it after a pause. */
  static boolean lacksContainer(JobState state, Processor processor) {
    return mayHaveOne(state, processor) && processor.container() == null;
  }

  private static boolean mayHaveOne(JobState state, Processor processor) {
    return processor.isOpen() && state.stopAskedBy().isEmpty() && processor.successor() == null;
  }

  Instant nextTry(Processor processor) {
    Instant afterFailure = settings.retries().nextTry(processor.record());
    Instant afterRefusal =
        processor.lastRefusal().plus(RetryPolicy.pause(processor.refusedStarts()));
    return afterFailure.isAfter(afterRefusal) ? afterFailure : afterRefusal;
  }
}
