package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.WorkerRegistration;
import java.util.List;
import java.util.SortedMap;

/** What reaches the supervisor, one at a time, on its own thread. */
public sealed interface Event {

  /**
   * The attempt is registered (by us, or found registered): what YARN says that we hold. Containers
   * of earlier attempts may be missing here and come later in {@link RmAnswered}.
   *
   * @param previous containers that YARN says run
   * @param largestMemoryMb the largest container that YARN gives, 0 when it is not known
   * @param largestCores likewise
   * @param asksForgotten whether YARN may have lost our asks: a new attempt, or a restarted RM
   */
  record RmInSync(
      String attemptId,
      List<YarnContainer> previous,
      int largestMemoryMb,
      int largestCores,
      boolean asksForgotten)
      implements Event {}

  /**
   * One answer of the RM. YARN regards it as received when the next exchange is sent, so its
   * effects are durable before that.
   *
   * @param nmTokens opaque bytes by node, {@code host:port}; to be kept for our successors
   * @param clusterNodes how many nodes the cluster has; 0 while that is not known
   */
  record RmAnswered(
      List<YarnContainer> allocated,
      List<YarnContainer> previous,
      List<Completion> completed,
      SortedMap<String, OpaqueToken> nmTokens,
      int clusterNodes)
      implements Event {}

  /** The RM cannot be reached or does not know us; the link goes on trying and says in sync. */
  record RmLost(String reason) implements Event {}

  /** The NodeManager accepted a start. The worker still has to report in. */
  record Launched(String containerId) implements Event {}

  /** The NodeManager refused a start, or could not be reached. */
  record LaunchFailed(String containerId, String reason) implements Event {}

  /** A worker registered, or changed what it says of itself. */
  record WorkerReported(WorkerRegistration worker) implements Event {}

  /** A worker's registration is gone: closed by itself, or its session expired. */
  record WorkerGone(String containerId) implements Event {}

  /** A candidate stands for election, ours among them. */
  record CandidateReported(String containerId, String host) implements Event {}

  /** No candidate of the container stands any more: it has ended, or its session has. */
  record CandidateGone(String containerId) implements Event {}

  /** YARN has launched an AM container for the attempt. */
  record AttemptStarted(String attemptId, String amContainerId) implements Event {}

  /**
   * Another generation of the config or of the plan is current, or what was current when this
   * leader began.
   *
   * @param changes for people: what is different, a key each
   * @param plan the outline of the one that is current; at most as new as the config
   */
  record ConfigChanged(
      long generation, SupervisorSettings settings, List<String> changes, Plan plan)
      implements Event {}

  /**
   * The config that is current cannot be used: the job goes on with the last one that could.
   *
   * @param problem for people
   */
  record ConfigRefused(long generation, String problem) implements Event {}

  /**
   * The job is to end: an operator's wish, or something that makes going on pointless.
   *
   * @param status how the application is to be called then
   * @param reason for people; becomes the application's diagnostics
   */
  record StopRequested(Action.FinalStatus status, String reason) implements Event {}

  /**
   * Somebody wants a processor to go on in another container.
   *
   * @param containerId that served it when that was asked
   * @param host where that is to be; empty for anywhere
   * @param askedBy for people
   */
  record RestartAsked(String processor, String containerId, String host, String askedBy)
      implements Event {}

  /** Nobody wants that any more. */
  record RestartTakenBack(String processor) implements Event {}

  /**
   * Somebody wants the job to end. Draining is the workers' affair: to the supervisor it looks as
   * if inputs came to their ends.
   *
   * @param askedBy for people
   */
  record EndAsked(EndRequest.How how, String askedBy) implements Event {}

  /** Something that has happened outside of the supervisor, for the job's history. */
  record Noted(String subject, String text) implements Event {}

  /** Time has passed: a timer that {@link Decision#wakeAt} asked for, or an earlier one. */
  record Tick() implements Event {}

  /**
   * A container as YARN describes it.
   *
   * @param rack of its node, as the cluster's topology has it; empty where nobody knows
   */
  record YarnContainer(
      String containerId,
      String node,
      String nodeHttpAddress,
      String rack,
      int memoryMb,
      int cores,
      int priority,
      long allocationRequestId) {}

  /** The end of a container, as YARN reports it; it may be reported twice. */
  record Completion(String containerId, int exitStatus, String diagnostics) {}

  /** A token that the supervisor only carries. It does not print itself. */
  final class OpaqueToken {
    private final byte[] bytes;

    public OpaqueToken(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public String toString() {
      return "token";
    }
  }
}
