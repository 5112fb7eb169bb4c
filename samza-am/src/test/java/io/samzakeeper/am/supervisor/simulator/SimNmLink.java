package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.NodeManagerLink;

/** A leader's link to the NodeManagers. A call that is under way outlives the leader. */
final class SimNmLink implements NodeManagerLink {
  private static final int CONNECT_TIMEOUT_MS = 3_000;

  private final SimLeader leader;
  private final SimRmLink rm;
  private final SimCluster cluster;

  SimNmLink(SimLeader leader, SimRmLink rm, SimCluster cluster) {
    this.leader = leader;
    this.rm = rm;
    this.cluster = cluster;
  }

  @Override
  public void launch(Action.Launch launch) {
    leader.effect();
    if (leader.holdsLease()) {
      cluster.invariants.launched(launch); // without the lease it comes to nothing
    }
    if (!rm.knows(launch.containerId())) {
      answer(1, new Event.LaunchFailed(launch.containerId(), "its token is not known"));
    } else {
      // On a thread of the link's, which may be stopped with its process before it calls.
      cluster.time.afterMillis(
          cluster.chance.between(1, 50), () -> leader.whileItLives(() -> send(launch)));
    }
  }

  private void send(Action.Launch launch) {
    if (leader.fences().leaseBeforeNmCalls() && !leader.holdsLease()) {
      answer(1, new Event.LaunchFailed(launch.containerId(), "no lease"));
      return;
    }
    cluster.invariants.speaks(leader, "a NodeManager");
    int delay =
        cluster.faults.callIsLate()
            ? cluster.chance.between(100, 15_000)
            : cluster.chance.between(1, 30);
    cluster.time.afterMillis(delay, () -> call(launch));
  }

  @Override
  public void token(String node, Event.OpaqueToken token) {
    leader.effect();
  }

  @Override
  public void close() {}

  private void call(Action.Launch launch) {
    SimNode node = cluster.node(launch.node());
    if (!node.up || cluster.faults.startIsRefused()) {
      answer(
          node.up ? 5 : CONNECT_TIMEOUT_MS,
          new Event.LaunchFailed(launch.containerId(), "cannot start there"));
      return;
    }
    if (node.inSync && cluster.rm.isOfEarlier(launch.containerId())) {
      answer(5, new Event.LaunchFailed(launch.containerId(), "allocated by a previous RM"));
      return;
    }
    SimWorker running = node.processes.get(launch.containerId());
    if (running != null) {
      cluster.trace.add(launch.containerId() + " was started already");
      answer(5, new Event.Launched(launch.containerId()));
    } else if (!node.everStarted.add(launch.containerId())) {
      answer(5, new Event.LaunchFailed(launch.containerId(), "started and ended before"));
    } else {
      cluster.workers.start(launch, node, leader.epoch);
      answer(5, new Event.Launched(launch.containerId()));
    }
  }

  private void answer(int millis, Event event) {
    cluster.time.afterMillis(millis, () -> leader.whileItLives(() -> leader.accept(event)));
  }
}
