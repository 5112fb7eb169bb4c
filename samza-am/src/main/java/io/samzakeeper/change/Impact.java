package io.samzakeeper.change;

import io.samzakeeper.job.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What another plan means for a job that runs: which of its processors do what. Pure.
 *
 * @param replaced get a new container
 * @param restarted restart in their process
 * @param added are new
 * @param ended are not in the plan any more
 * @param movedTasks how many tasks go to another processor
 */
public record Impact(
    List<String> replaced,
    List<String> restarted,
    List<String> added,
    List<String> ended,
    int movedTasks) {
  static final Impact NONE = new Impact(List.of(), List.of(), List.of(), List.of(), 0);

  static Impact of(Plan before, Plan after) {
    boolean otherLaunch =
        before.worker() != null && !before.worker().digest().equals(after.worker().digest());
    List<String> replaced = new ArrayList<>();
    List<String> restarted = new ArrayList<>();
    List<String> added = new ArrayList<>();
    for (String processor : after.tasks().keySet()) {
      String share = before.shares().get(processor);
      if (!before.tasks().containsKey(processor)) {
        added.add(processor);
      } else if (otherLaunch) {
        replaced.add(processor);
      } else if (share == null || !share.equals(after.shares().get(processor))) {
        restarted.add(processor);
      }
    }
    Set<String> ended = new TreeSet<>(before.tasks().keySet());
    ended.removeAll(after.tasks().keySet());
    return new Impact(replaced, restarted, added, List.copyOf(ended), movedTasks(before, after));
  }

  private static int movedTasks(Plan before, Plan after) {
    int moved = 0;
    for (var processor : after.tasks().entrySet()) {
      Set<String> had = Set.copyOf(before.tasks().getOrDefault(processor.getKey(), List.of()));
      for (String task : processor.getValue()) {
        boolean isNew = before.tasks().values().stream().noneMatch(all -> all.contains(task));
        if (!had.contains(task) && !isNew) {
          moved++;
        }
      }
    }
    return moved;
  }

  boolean isNone() {
    return replaced.isEmpty() && restarted.isEmpty() && added.isEmpty() && ended.isEmpty();
  }

  /** For people, in one line. */
  @Override
  public String toString() {
    if (isNone()) {
      return "nothing restarts";
    }
    List<String> parts = new ArrayList<>();
    add(parts, replaced, "new container for processor");
    add(parts, restarted, "restart in place of processor");
    add(parts, added, "new processor");
    add(parts, ended, "end of processor");
    if (movedTasks > 0) {
      parts.add(movedTasks + " tasks move");
    }
    return String.join("; ", parts);
  }

  private static void add(List<String> parts, List<String> processors, String what) {
    if (!processors.isEmpty()) {
      parts.add(what + ": " + shown(processors));
    }
  }

  private static String shown(List<String> processors) {
    int most = 10;
    return processors.size() <= most
        ? String.join(", ", processors)
        : String.join(", ", processors.subList(0, most))
            + " and "
            + (processors.size() - most)
            + " more";
  }
}
