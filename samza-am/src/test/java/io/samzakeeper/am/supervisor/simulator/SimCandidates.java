package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes that can lead: in the container that YARN launched as AM, and in standbys'. */
final class SimCandidates {
  /** For YARN to notice by itself that an AM's host is gone. */
  private static final int AM_EXPIRY_MS = 60_000;

  private final SimCluster cluster;
  private final Map<String, String> standing = new LinkedHashMap<>();
  private String am;
  private SimNode amNode;
  private boolean amHangs;

  SimCandidates(SimCluster cluster) {
    this.cluster = cluster;
  }

  /** YARN launches the AM container of its present attempt. */
  void launchAm() {
    am = "am-" + cluster.rm.attempt();
    amHangs = false;
    List<SimNode> up = cluster.nodesUp();
    amNode = up.isEmpty() ? cluster.nodes.get(0) : cluster.chance.oneOf(up);
    standSoon(am);
  }

  private void standSoon(String launched) {
    cluster.time.afterMillis(
        cluster.chance.between(500, 2_500),
        () -> {
          if (launched.equals(am) && amNode.up && !amHangs) {
            cluster.tellLeader(new Event.AttemptStarted(attemptId(), am));
            stand(am, amNode);
          }
        });
  }

  void stand(String containerId, SimNode node) {
    standing.put(containerId, node.address);
    cluster.tellLeader(new Event.CandidateReported(containerId, node.address));
  }

  void gone(String containerId) {
    if (standing.remove(containerId) != null) {
      cluster.tellLeader(new Event.CandidateGone(containerId));
    }
  }

  boolean stands(String containerId) {
    return standing.containsKey(containerId);
  }

  String am() {
    return am;
  }

  List<String> containers() {
    return List.copyOf(standing.keySet());
  }

  /** What a watch tells at its begin. */
  void tell(SimLeader leader) {
    leader.accept(new Event.AttemptStarted(attemptId(), am));
    standing.forEach((id, host) -> leader.accept(new Event.CandidateReported(id, host)));
  }

  int count() {
    return standing.size();
  }

  /**
   * One that stands and lives; nothing if there is none. A dead one stands while its session does.
   */
  Optional<String> any() {
    List<String> living = standing.keySet().stream().filter(this::lives).toList();
    return living.isEmpty() ? Optional.empty() : Optional.of(cluster.chance.oneOf(living));
  }

  private boolean lives(String containerId) {
    return containerId.equals(am)
        ? amNode.up && !amHangs
        : cluster.workers.find(containerId) != null && cluster.workers.find(containerId).alive;
  }

  Standing seenBy(String own) {
    return new Standing(own, am, standing);
  }

  /** The attempt is over, and its container. */
  void attemptOver() {
    String old = am;
    launchAm();
    gone(old);
    cluster.containerOfLeaderEnded(old);
  }

  /** Its JVM dies, and its launcher starts the next. */
  void processDies(String containerId, SimNode node) {
    gone(containerId);
    cluster.containerOfLeaderEnded(containerId);
    if (containerId.equals(am)) {
      standSoon(am);
    } else {
      cluster.time.afterMillis(
          cluster.chance.between(500, 4_000),
          () -> {
            if (node.processes.containsKey(containerId)) {
              stand(containerId, node);
            }
          });
    }
  }

  void amProcessDies() {
    if (standing.containsKey(am)) {
      processDies(am, amNode);
    }
  }

  /** All of the container is stopped, or its host: nobody tells YARN, which finds out late. */
  void amHangs() {
    if (amHangs) {
      return;
    }
    amHangs = true;
    String hung = am;
    cluster.trace.add(hung + " hangs");
    cluster.time.afterMillis(
        SimWorkers.SESSION_MS,
        () -> {
          gone(hung);
          cluster.containerOfLeaderEnded(hung);
        });
    cluster.time.afterMillis(AM_EXPIRY_MS, () -> expire(hung));
  }

  private void expire(String hung) {
    if (!hung.equals(am) || cluster.rm.isUnregistered()) {
      return;
    }
    if (cluster.rm.isUp()) {
      cluster.rm.newAttempt();
    } else {
      cluster.time.afterMillis(1_000, () -> expire(hung));
    }
  }

  void lose(SimNode node) {
    if (node == amNode) {
      amHangs();
    }
  }

  private String attemptId() {
    return "appattempt_1_0001_" + String.format("%06d", cluster.rm.attempt());
  }
}
