package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.RollOut;
import java.util.Optional;
import java.util.Set;

/** What the supervisor wants done outside, after its {@link Mutation}s are durable. */
public sealed interface Action {

  /**
   * How many containers are wanted for a key, absolute: the link sends it with the next exchange,
   * and again whenever the RM has forgotten it. Zero withdraws.
   *
   * @param key of the fixed scheme of keys: {@code allocationRequestId}, which carries the
   *     processor
   * @param host the only one that will do; empty for any
   */
  record Ask(
      AskKey key,
      int count,
      int memoryMb,
      int cores,
      Optional<String> nodeLabel,
      Optional<String> host)
      implements Action {

    /** On any host. */
    public Ask(AskKey key, int count, int memoryMb, int cores, Optional<String> nodeLabel) {
      this(key, count, memoryMb, cores, nodeLabel, Optional.empty());
    }

    /** So many, and otherwise the same. */
    public Ask withCount(int other) {
      return new Ask(key, other, memoryMb, cores, nodeLabel, host);
    }

    /** The RM has granted one, and counts it off. */
    public Ask oneLess() {
      return withCount(Math.max(0, count - 1));
    }
  }

  /**
   * Which hosts no further container shall be on, for all asks. Goes out with the next exchange.
   *
   * @param hosts all of them
   * @param others hosts that were avoided before and are not any more
   */
  record Avoid(Set<String> hosts, Set<String> others) implements Action {}

  /** Give a container back: the RM's release list, which ends it whatever it does. */
  record Release(String containerId) implements Action {}

  /**
   * Start what a container is for; answered by Launched or LaunchFailed.
   *
   * @param processor of a worker; empty for other roles
   * @param launch digest of how a worker is started, which it is told; empty for other roles
   */
  record Launch(String containerId, String node, Role role, String processor, String launch)
      implements Action {}

  /** A NodeManager token, durable by now: starts on its node use it from here on. */
  record UseNmToken(String node, Event.OpaqueToken token) implements Action {}

  /** Hand the lead over to the candidate in a container, if it takes it: this reign ends then. */
  record HandOver(String containerId) implements Action {}

  /**
   * Make what was current before a plan the current config and plan again, as new generations.
   *
   * @param generation of the plan that is taken back; if another one is current, nothing is done
   * @param why for people
   */
  record TakeBack(long generation, RollOut rollOut, String why) implements Action {}

  /** Progress for the RM's UI, 0 to 1. */
  record ReportProgress(float progress) implements Action {}

  /** Unregister the application and end: nothing follows. */
  record Finish(FinalStatus status, String diagnostics) implements Action {}

  /** YARN's words for how an application ended. */
  enum FinalStatus {
    SUCCEEDED,
    FAILED,
    KILLED
  }

  /** Identifies an ask at the RM for the life of the application. */
  record AskKey(int priority, long allocationRequestId) {}
}
