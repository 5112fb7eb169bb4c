package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.Standing;
import java.util.HashSet;
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
  private int published = 1;

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
            published = cluster.rm.attempt(); // its token is in the tree now
            cluster.tellLeader(new Event.AttemptStarted(attemptId(), am));
            stand(am, amNode);
          }
        });
  }

  /** Of the newest attempt whose token the candidates have: no leader can speak for a later one. */
  int publishedAttempt() {
    return published;
  }

  void stand(String containerId, SimNode node) {
    standing.put(containerId, node.host());
    tell(containerId);
  }

  void gone(String containerId) {
    if (standing.remove(containerId) != null) {
      tell(containerId);
    }
  }

  private void tell(String containerId) {
    cluster.tellLeader("candidate " + containerId, () -> seen(containerId));
  }

  private Event seen(String containerId) {
    String host = standing.get(containerId);
    return host == null
        ? new Event.CandidateGone(containerId)
        : new Event.CandidateReported(containerId, host);
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
    if (published == cluster.rm.attempt()) {
      leader.accept(new Event.AttemptStarted(attemptId(), am));
    }
    standing.forEach((id, host) -> leader.accept(new Event.CandidateReported(id, host)));
  }

  int count() {
    return standing.size();
  }

  /**
   * One that stands and lives; nothing if there is none. A dead one stands while its session does.
   */
  Optional<String> any() {
    return otherThan("");
  }

  Optional<String> otherThan(String containerId) {
    List<String> living =
        standing.keySet().stream()
            .filter(this::lives)
            .filter(id -> !id.equals(containerId))
            .toList();
    return living.isEmpty() ? Optional.empty() : Optional.of(cluster.chance.oneOf(living));
  }

  private boolean lives(String containerId) {
    return containerId.equals(am)
        ? amNode.up && !amHangs
        : cluster.workers.find(containerId) != null
            && cluster.workers.find(containerId).alive
            && !cluster.workers.find(containerId).paused;
  }

  /** The AM container of the newest attempt that candidates know of. */
  Standing seenBy(String own) {
    return new Standing(own, "am-" + published, standing);
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

  /** Stands, and its process runs. */
  boolean isAwake(String containerId) {
    return standing.containsKey(containerId) && lives(containerId);
  }

  /** Its JVM ends in order, and its launcher starts the next. */
  void restarts(String containerId) {
    SimWorker standby = cluster.workers.find(containerId);
    processDies(containerId, standby == null ? amNode : standby.node);
  }

  /** On hosts that another stands on, too. */
  int crowded() {
    return standing.size() - new HashSet<>(standing.values()).size();
  }

  void amProcessDies() {
    if (standing.containsKey(am)) {
      processDies(am, amNode);
    }
  }

  /** All of the container is lost with its host: nobody tells YARN, which finds out late. */
  private void amIsLost() {
    if (amHangs) {
      return;
    }
    amHangs = true;
    String lost = am;
    cluster.trace.add(lost + " is lost");
    cluster.time.afterMillis(
        SimWorkers.SESSION_MS,
        () -> {
          gone(lost);
          cluster.containerOfLeaderEnded(lost);
        });
    cluster.time.afterMillis(AM_EXPIRY_MS, () -> expire(lost));
  }

  /** All of the container is stopped, and wakes after that time unless YARN has ended it. */
  void amHangs(int millis) {
    if (amHangs || !amNode.up) {
      return;
    }
    amHangs = true;
    String hung = am;
    SimNode node = amNode;
    cluster.trace.add(hung + " hangs for " + millis + " ms");
    hang(hung, millis);
    cluster.time.afterMillis(AM_EXPIRY_MS, () -> expire(hung));
    cluster.time.afterMillis(
        millis,
        () -> {
          if (hung.equals(am) && node.up) {
            amHangs = false;
            if (!standing.containsKey(hung)) {
              standSoon(hung);
            }
          }
        });
  }

  /** A standby's processes are stopped, and wake after that time unless YARN has ended them. */
  void standbyHangs(SimWorker standby, int millis) {
    cluster.trace.add(standby.containerId + " hangs for " + millis + " ms");
    standby.paused = true;
    hang(standby.containerId, millis);
    cluster.time.afterMillis(
        millis,
        () -> {
          standby.paused = false;
          standby.runsSinceMillis = cluster.time.elapsed().toMillis();
          if (standby.alive && !standing.containsKey(standby.containerId)) {
            stand(standby.containerId, standby.node);
          }
        });
  }

  /** The AM container's host is stopped. */
  void hangWith(SimNode node, int millis) {
    if (node == amNode) {
      amHangs(millis);
    }
  }

  private void hang(String containerId, int millis) {
    for (SimLeader reign : cluster.reignsIn(containerId)) {
      reign.pause();
      cluster.time.afterMillis(millis, reign::resume);
    }
    if (millis >= SimWorkers.SESSION_MS) {
      cluster.time.afterMillis(SimWorkers.SESSION_MS, () -> gone(containerId));
    }
  }

  private void expire(String hung) {
    if (!hung.equals(am) || !amHangs || cluster.rm.isUnregistered()) {
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
      amIsLost();
    }
  }

  private String attemptId() {
    return "appattempt_1_0001_" + String.format("%06d", cluster.rm.attempt());
  }
}
