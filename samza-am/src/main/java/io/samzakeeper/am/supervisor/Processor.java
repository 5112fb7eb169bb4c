package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.ProcessorRecord.Outcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** One processor of the plan: what is remembered of it, and the container that serves it. */
final class Processor {
  /** "2" before "10"; what is no number comes after the numbers. */
  static final Comparator<String> BY_NUMBER =
      Comparator.comparingLong(Processor::number).thenComparing(Comparator.naturalOrder());

  /** As in {@code StandbyTaskUtil.getStandbyContainerId}. */
  private static final String STANDBY_SEPARATOR = "-";

  /** Of any long. */
  private static final int MOST_DIGITS = 18;

  private final String id;
  private AskKey key;
  private ProcessorRecord record;
  private Assignment assignment;
  private HeldContainer container;
  private HeldContainer successor;
  private Instant waitsSince;
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

  /** Whether it has standby tasks, as Samza's numbers say: "2-0" is the first standby of "2". */
  boolean isStandby() {
    return id.contains(STANDBY_SEPARATOR);
  }

  /** Of the processor whose tasks these are, or stand by for. */
  String activeId() {
    return isStandby() ? id.substring(0, id.indexOf(STANDBY_SEPARATOR)) : id;
  }

  AskKey key() {
    return key;
  }

  /** Its place among the plan's processors has changed. */
  void becomes(AskKey other) {
    key = other;
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
    waitsSince = null;
  }

  /** A second container, which stands ready to take over; null when there is none. */
  HeldContainer successor() {
    return successor;
  }

  void standsReady(HeldContainer ready) {
    successor = ready;
    waitsSince = null;
  }

  /**
   * @param asked whether a container is asked for it, the first or one to stand ready
   */
  void waits(boolean asked, Instant now) {
    if (!asked) {
      waitsSince = null;
    } else if (waitsSince == null) {
      waitsSince = now;
    }
  }

  /** Since when it waits for a container; nothing while it does not. */
  Optional<Instant> waitsSince() {
    return Optional.ofNullable(waitsSince);
  }

  void leaves(HeldContainer leaving) {
    if (container == leaving) {
      container = null;
    }
    if (successor == leaving) {
      successor = null;
    }
  }

  /** Generation of the plan that it is assigned with; 0 where it never was. */
  long planGeneration() {
    return assignment == null ? 0 : assignment.planGeneration();
  }

  /** Whether some container owns it, be it dead. */
  boolean isOwned() {
    return assignment != null && !assignment.containerId().isEmpty();
  }

  boolean isAssignedTo(String containerId) {
    return assignment != null && assignment.containerId().equals(containerId);
  }

  /** Where its last container was; empty where it had none. */
  String lastHost() {
    return assignment == null ? "" : assignment.host();
  }

  /** From when this is durable on, no former owner can commit. */
  void assign(HeldContainer owner, long planGeneration, long epoch, Changes changes) {
    reassign(owner, planGeneration, epoch, changes);
    put(
        new ProcessorRecord(
            id,
            record.starts() + 1,
            record.failures(),
            record.lastFailureMillis(),
            record.lastExitCode(),
            record.lastError(),
            record.outcome(),
            record.failedPlan()),
        changes);
  }

  /** The same, for a process that has run it before. */
  void reassign(HeldContainer owner, long planGeneration, long epoch, Changes changes) {
    put(new Assignment(id, owner.id(), owner.host(), planGeneration, epoch), changes);
  }

  /** Takes it from whoever has it. */
  void assignToNobody(long planGeneration, long epoch, Changes changes) {
    put(new Assignment(id, "", lastHost(), planGeneration, epoch), changes);
  }

  private void put(Assignment next, Changes changes) {
    assignment = next;
    changes.put(new Mutation.PutAssignment(next));
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

  /** Asked for in every look-up: an exception for each standby would cost seconds in large jobs. */
  private static long number(String id) {
    boolean isNumber = !id.isEmpty() && id.length() <= MOST_DIGITS;
    for (int i = 0; isNumber && i < id.length(); i++) {
      isNumber = id.charAt(i) >= '0' && id.charAt(i) <= '9';
    }
    return isNumber ? Long.parseLong(id) : Long.MAX_VALUE;
  }
}
