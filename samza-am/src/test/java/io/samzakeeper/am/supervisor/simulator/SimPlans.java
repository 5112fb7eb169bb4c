package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.TestPlans;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RollOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Plans of the simulated job, and those who change them: a command, and a leader's way back. */
final class SimPlans {
  private static final int TASKS_OF_EACH = 3;
  private static final int MOST_PROCESSORS = 9;

  private final SimCluster cluster;
  private int configs = 1;
  private int options = 1;
  private String config = "config 1";
  private String jvm = "options 1";

  SimPlans(SimCluster cluster) {
    this.cluster = cluster;
  }

  static Plan first(List<String> processors) {
    SortedMap<String, List<String>> tasks = new TreeMap<>();
    for (String processor : processors) {
      List<String> own = new ArrayList<>();
      for (int i = 0; i < TASKS_OF_EACH; i++) {
        own.add("Task " + processor + "." + i);
      }
      tasks.put(processor, own);
    }
    return TestPlans.of(1, tasks, "config 1", "options 1", RollOut.NONE);
  }

  /** A command changes the job, somehow. */
  void change() {
    Map<String, List<String>> tasks = cluster.tree.plan.tasks();
    switch (cluster.chance.between(0, 4)) {
      case 0, 1 -> config = "config " + ++configs;
      case 2 -> jvm = "options " + ++options;
      case 3 -> tasks = withOneMore(tasks);
      case 4 -> tasks = withOneLess(tasks);
      default -> throw new IllegalStateException();
    }
    Plan before = cluster.tree.plan;
    RollOut rollOut =
        new RollOut(
            before.generation(), before.configGeneration(), cluster.chance.between(0, 3), 1);
    cluster.tree.become(TestPlans.of(before.generation() + 1, tasks, config, jvm, rollOut));
  }

  /** Fenced and conditional, as the real write is. */
  void takeBack(SimLeader leader, Action.TakeBack takeBack) {
    Plan current = cluster.tree.plan;
    if (leader.leads() && current.generation() == takeBack.generation()) {
      Plan before = cluster.tree.plan(takeBack.rollOut().from());
      long next = current.generation() + 1;
      cluster.tree.become(before.as(next, next, new RollOut(0, 0, 0, 1)));
    }
  }

  private static Map<String, List<String>> withOneMore(Map<String, List<String>> before) {
    if (before.size() >= MOST_PROCESSORS) {
      return withOneLess(before);
    }
    Map<String, List<String>> after = copy(before);
    List<String> taken = new ArrayList<>();
    after.values().stream().filter(own -> own.size() > 1).forEach(own -> taken.add(own.remove(0)));
    if (taken.isEmpty()) {
      return before;
    }
    after.put(Integer.toString(before.size()), taken);
    return after;
  }

  private static Map<String, List<String>> withOneLess(Map<String, List<String>> before) {
    if (before.size() < 2) {
      return before;
    }
    Map<String, List<String>> after = copy(before);
    List<String> left = after.remove(Integer.toString(before.size() - 1));
    int i = 0;
    for (String task : left) {
      after.get(Integer.toString(i++ % after.size())).add(task);
    }
    return after;
  }

  private static Map<String, List<String>> copy(Map<String, List<String>> tasks) {
    Map<String, List<String>> copy = new TreeMap<>();
    tasks.forEach((processor, own) -> copy.put(processor, new ArrayList<>(own)));
    return copy;
  }
}
