package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.Finish;
import java.util.List;
import java.util.Optional;

/**
 * How a decision is carried out: first all of it becomes durable, then the actions are taken, then
 * YARN's answer is acknowledged. A leader may die between any two of these steps, and its successor
 * finds what it needs: nothing was done that is not written, and what YARN told and was not written
 * is told again.
 */
final class Turn {
  private final JobStore store;
  private final ResourceManagerLink rm;
  private final NodeManagerLink nm;
  private final Succession succession;
  private final PlanChanges plans;

  Turn(
      JobStore store,
      ResourceManagerLink rm,
      NodeManagerLink nm,
      Succession succession,
      PlanChanges plans) {
    this.store = store;
    this.rm = rm;
    this.nm = nm;
    this.succession = succession;
    this.plans = plans;
  }

  /**
   * @param decisions of one or several events, in their order
   * @param acknowledge whether an answer of YARN was among the events
   * @return what is left to do, if the application is to be unregistered
   * @throws LeadershipLostException when nothing was done, as we do not lead any more
   */
  Optional<Finish> carryOut(List<Decision> decisions, boolean acknowledge)
      throws LeadershipLostException {
    commit(decisions);
    Optional<Finish> finish = act(decisions);
    if (acknowledge) {
      acknowledge();
    }
    return finish;
  }

  void commit(List<Decision> decisions) throws LeadershipLostException {
    List<Mutation> mutations =
        decisions.stream().flatMap(decision -> decision.mutations().stream()).toList();
    if (!mutations.isEmpty()) {
      store.commit(mutations);
    }
  }

  Optional<Finish> act(List<Decision> decisions) {
    Optional<Finish> finish = Optional.empty();
    for (Decision decision : decisions) {
      for (Action action : decision.actions()) {
        if (action instanceof Finish last) {
          finish = Optional.of(last);
        } else {
          act(action);
        }
      }
    }
    return finish;
  }

  void acknowledge() {
    rm.acknowledge();
  }

  private void act(Action action) {
    if (action instanceof Action.Ask ask) {
      rm.ask(ask);
    } else if (action instanceof Action.Avoid avoid) {
      rm.avoid(avoid);
    } else if (action instanceof Action.Release release) {
      rm.release(release.containerId());
    } else if (action instanceof Action.Launch launch) {
      nm.launch(launch);
    } else if (action instanceof Action.UseNmToken token) {
      nm.token(token.node(), token.token());
    } else if (action instanceof Action.HandOver handOver) {
      succession.handOverTo(handOver.containerId());
    } else if (action instanceof Action.TakeBack takeBack) {
      plans.takeBack(takeBack);
    } else if (action instanceof Action.ReportProgress progress) {
      rm.progress(progress.progress());
    } else {
      throw new IllegalArgumentException("no way to do " + action);
    }
  }
}
