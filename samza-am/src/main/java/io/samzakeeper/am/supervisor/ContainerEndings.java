package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.ProcessorRecord.Outcome;
import java.time.Duration;

/** What the end of a container means for its processor and for the job. */
class ContainerEndings {
  /** Of error lines, in the tree and in YARN's diagnostics. */
  private static final int MOST_CHARACTERS = 2_000;

  private final LiveSettings settings;

  ContainerEndings(LiveSettings settings) {
    this.settings = settings;
  }

  /** YARN says that it has ended. What is not in the table was dealt with before: told twice. */
  void completed(JobState state, Completion completion, Changes changes) {
    state
        .container(completion.containerId())
        .ifPresent(container -> completed(state, container, completion, changes));
  }

  private void completed(
      JobState state, HeldContainer container, Completion completion, Changes changes) {
    state.forget(container, changes);
    Processor processor = openProcessor(state, container);
    ContainerExit exit = exit(state, container, processor, completion);
    // Given back only because YARN was silent, it failed all the same if YARN says so in the end.
    boolean failedBefore = container.hasVanished() && exit == ContainerExit.FAILED;
    if (processor == null || (container.is(Phase.RELEASING) && !failedBefore)) {
      return; // it served nobody any more
    }
    String how = ContainerExit.describe(completion.exitStatus());
    switch (exit) {
      case COMPLETED -> allTasksDone(processor, container, changes);
      case NOT_ITS_FAULT ->
          changes.tell(
              container.id(),
              "processor "
                  + processor.id()
                  + " ended on "
                  + container.host()
                  + " with "
                  + how
                  + "; not counted");
      case COULD_NOT_BEGIN -> {
        couldNotBegin(state, processor, container, changes);
        changes.tell(
            container.id(),
            "processor "
                + processor.id()
                + " ended on "
                + container.host()
                + " with "
                + how
                + "; not counted, it is tried again "
                + when(RetryPolicy.pause(processor.refusedStarts())));
      }
      case FAILED -> {
        String lines =
            container.lastError().isBlank() ? completion.diagnostics() : container.lastError();
        failed(state, processor, container, completion.exitStatus(), how, lines, changes);
      }
    }
  }

  /** A spare that was dead already when it was given the processor is no failure of that. */
  private static ContainerExit exit(
      JobState state, HeldContainer container, Processor processor, Completion completion) {
    ContainerExit exit =
        container.saidCompleted()
            ? ContainerExit.COMPLETED
            : ContainerExit.of(completion.exitStatus());
    boolean isNoFailure =
        exit == ContainerExit.FAILED
            && processor != null
            && container.hasOnlyWaited()
            && !state.isPutDownToRollOut(processor, container);
    return isNoFailure ? ContainerExit.COULD_NOT_BEGIN : exit;
  }

  /**
   * It was to be started and nothing is heard of its worker. If it was an earlier leader that was
   * to start it, perhaps nobody did: that is no failure of the job.
   */
  void launchTimedOut(JobState state, HeldContainer container, Changes changes) {
    state.giveBack(container, changes);
    Processor processor = openProcessor(state, container);
    if (processor == null) {
      return;
    }
    String how =
        "no sign of its worker "
            + settings.now().launchTimeout().toSeconds()
            + " s after its launch";
    if (!container.isPerhapsStarted()) {
      failed(state, processor, container, ContainerExit.NO_STATUS, how, "", changes);
    } else {
      changes.tell(
          container.id(),
          "processor "
              + processor.id()
              + ": "
              + how
              + " by an earlier leader; not counted, given back");
    }
  }

  /** Of no use any more: its host is lost, or hangs, or its process is cut off. */
  void vanishedForGood(
      JobState state, HeldContainer container, Duration patience, Changes changes) {
    state.giveBack(container, changes);
    changes.tell(
        container.id(),
        "YARN reports no end of it within " + patience.toSeconds() + " s: not counted, given back");
  }

  /** Its worker said its end, and YARN still says nothing: its host is lost, or hangs. */
  void workerLost(JobState state, HeldContainer container, Duration patience, Changes changes) {
    state.giveBack(container, changes);
    Processor processor = openProcessor(state, container);
    if (processor == null) {
      return;
    }
    if (container.saidCompleted()) {
      allTasksDone(processor, container, changes);
    } else {
      changes.tell(
          container.id(),
          "processor "
              + processor.id()
              + " lost its worker on "
              + container.host()
              + ", and YARN reports no end within "
              + patience.toSeconds()
              + " s; not counted, given back");
    }
  }

  void launchRefused(JobState state, HeldContainer container, String reason, Changes changes) {
    state.giveBack(container, changes);
    Processor processor = openProcessor(state, container);
    if (processor != null) {
      couldNotBegin(state, processor, container, changes);
      changes.tell(
          container.id(),
          "processor "
              + processor.id()
              + " was not started on "
              + container.host()
              + ": "
              + oneLine(reason)
              + "; not counted, it is tried again "
              + when(RetryPolicy.pause(processor.refusedStarts())));
    }
  }

  private static void couldNotBegin(
      JobState state, Processor processor, HeldContainer container, Changes changes) {
    processor.startRefused(changes.now());
    state.hostFailures().add(container.host(), processor.id(), changes.now());
  }

  private static Processor openProcessor(JobState state, HeldContainer container) {
    return state
        .processor(container.record().processor())
        .filter(processor -> processor.isOpen() && !state.isRetired(processor))
        .orElse(null);
  }

  private static void allTasksDone(Processor processor, HeldContainer container, Changes changes) {
    ProcessorRecord before = processor.record();
    processor.put(
        new ProcessorRecord(processor.id(), before.starts(), 0, 0, 0, "", Outcome.COMPLETED, 0),
        changes);
    changes.tell(container.id(), "processor " + processor.id() + " has completed all its tasks");
  }

  private void failed(
      JobState state,
      Processor processor,
      HeldContainer container,
      int exitStatus,
      String how,
      String lines,
      Changes changes) {
    RetryPolicy retries = settings.retries();
    ProcessorRecord before = processor.record();
    boolean isOfRollOut = state.isPutDownToRollOut(processor, container);
    if (!isOfRollOut) {
      state.hostFailures().add(container.host(), processor.id(), changes.now());
    }
    int failures =
        isOfRollOut ? before.failures() : retries.failuresWithOneMore(before, changes.now());
    boolean isUsedUp = !isOfRollOut && retries.isUsedUp(failures);
    boolean givesUp = isUsedUp && !settings.now().failJobAfterRetries();
    String what =
        "processor "
            + processor.id()
            + " failed in "
            + container.id()
            + " on "
            + container.host()
            + " with "
            + how;
    String error = lines.isBlank() ? "" : tail(lines.strip());
    processor.put(
        new ProcessorRecord(
            processor.id(),
            before.starts(),
            failures,
            changes.now().toEpochMilli(),
            exitStatus,
            error.isEmpty() ? what : what + ": " + error,
            givesUp ? Outcome.GIVEN_UP : before.outcome(),
            isOfRollOut ? state.planGeneration() : 0),
        changes);
    String counted =
        what
            + (isOfRollOut
                ? " (put down to plan " + state.planGeneration() + ", not counted)"
                : " (" + retries.describe(failures) + ")");
    if (givesUp) {
      changes.tell(container.id(), counted + "; given up, the job goes on without it");
    } else if (isUsedUp) {
      changes.tell(container.id(), counted + "; its retries are used up, the job fails");
      state.endWith(
          FinalStatus.FAILED, error.isEmpty() ? counted : counted + ":\n" + error, changes);
    } else {
      changes.tell(
          container.id(),
          counted
              + "; it is tried again "
              + when(RetryPolicy.pause(failures))
              + (error.isEmpty() ? "" : ": " + oneLine(error)));
    }
  }

  private static String when(Duration pause) {
    return pause.isZero() ? "at once" : "in " + pause.toSeconds() + " s";
  }

  private static String tail(String text) {
    return text.length() <= MOST_CHARACTERS
        ? text
        : "..." + text.substring(text.length() - MOST_CHARACTERS);
  }

  private static String oneLine(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.length() <= 300 ? line : line.substring(0, 300) + "...";
  }
}
