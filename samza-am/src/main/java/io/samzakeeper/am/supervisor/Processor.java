package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.ProcessorRecord.Outcome;
import java.time.Instant;
import java.util.Comparator;

/** One processor of the plan: what is remembered of it, and the container that serves it. */
final class Processor {
  /** "2" before "10"; what is no number comes after the numbers. */
  static final Comparator<String> BY_NUMBER =
      Comparator.comparingLong(Processor::number).thenComparing(Comparator.naturalOrder());

  private final String id;
  private final AskKey key;
  private ProcessorRecord record;
  private Assignment assignment;
  private HeldContainer container;
  private int refusedStarts;
  private Instant lastRefusal = Instant.EPOCH;

  Processor(String id, AskKey key, ProcessorRecord record, Assignment assignment) {
    this.id = id;
    this.key = key;
    this.record = record;
    this.assignment = assignment;
  }

  String id() {
    return id;
  }

  AskKey key() {
    return key;
  }

  ProcessorRecord record() {
    return record;
  }

  boolean isOpen() {
    return record.outcome() == Outcome.OPEN;
  }

  void put(ProcessorRecord next, Changes changes) {
    record = next;
    changes.put(new Mutation.PutProcessor(next));
  }

  /** The container that serves it or is about to; null when there is none. */
  HeldContainer container() {
    return container;
  }

  void servedBy(HeldContainer server) {
    container = server;
  }

  void leaves(HeldContainer server) {
    if (container == server) {
      container = null;
    }
  }

  boolean isAssignedTo(String containerId) {
    return assignment != null && assignment.containerId().equals(containerId);
  }

  /** From when this is durable on, no former owner can commit. */
  void assign(HeldContainer owner, long planGeneration, long epoch, Changes changes) {
    assignment = new Assignment(id, owner.id(), owner.host(), planGeneration, epoch);
    changes.put(new Mutation.PutAssignment(assignment));
    put(
        new ProcessorRecord(
            id,
            record.starts() + 1,
            record.failures(),
            record.lastFailureMillis(),
            record.lastExitCode(),
            record.lastError(),
            record.outcome()),
        changes);
  }

  /** A NodeManager would not start its container. Not remembered beyond this leader. */
  void startRefused(Instant now) {
    refusedStarts++;
    lastRefusal = now;
  }

  void startWorked() {
    refusedStarts = 0;
  }

  int refusedStarts() {
    return refusedStarts;
  }

  Instant lastRefusal() {
    return lastRefusal;
  }

  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
