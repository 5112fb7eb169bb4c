package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.Plan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The current plan, and those before it by which somebody may still run. Outlines. */
final class Plans {
  private final Map<Long, Plan> earlier;
  private Plan current;

  Plans(Plan current, Map<Long, Plan> earlier) {
    this.current = current;
    this.earlier = new TreeMap<>(earlier);
  }

  Plan current() {
    return current;
  }

  void become(Plan next) {
    earlier.put(current.generation(), current);
    current = next;
  }

  /** Forgets all that nobody runs by any more. */
  void keep(Set<Long> generations) {
    earlier.keySet().retainAll(generations);
  }

  /** Whether the current plan has a processor do just what an earlier one had it do. */
  boolean isUnchanged(String processor, long generation) {
    if (generation == current.generation()) {
      return current.tasks().containsKey(processor);
    }
    Plan before = earlier.get(generation);
    String share = before == null ? null : before.shares().get(processor);
    return share != null && share.equals(current.shares().get(processor));
  }

  /** Whether the current plan gives a processor other tasks than an earlier one did. */
  boolean movesTasksOf(String processor, long generation) {
    return !Set.copyOf(tasks(processor, generation))
        .equals(Set.copyOf(tasks(processor, current.generation())));
  }

  /** A processor's tasks by some generation; none where it has none or that is not known. */
  List<String> tasks(String processor, long generation) {
    Plan plan = generation == current.generation() ? current : earlier.get(generation);
    return plan == null ? List.of() : plan.tasks().getOrDefault(processor, List.of());
  }
}
