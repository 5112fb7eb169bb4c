package io.samzakeeper.planner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Spreads tasks over containers "0" to "n-1" so that no two containers differ by more than one
 * task, and leaves as many tasks as that allows where they were; of the ways to do that it takes
 * one that changes as few containers as can be. Pure: the same input gives the same answer,
 * whatever the order in which it comes.
 */
final class TaskPlacement {
  private final SortedSet<String> tasks;
  private final Map<String, String> before;
  private final List<Container> containers;

  private TaskPlacement(Collection<String> tasks, Map<String, String> before, int count) {
    this.tasks = new TreeSet<>(tasks);
    this.before = before;
    this.containers =
        IntStream.range(0, count).mapToObj(id -> new Container(Integer.toString(id))).toList();
  }

  /**
   * @param tasks at least as many as there are containers
   * @param before task to the container where it was; tasks that are gone, and containers that
   *     there shall not be any more, may be among them
   * @param count of containers, at least 1
   * @return the tasks of container "0", "1", ...
   */
  static List<SortedSet<String>> of(
      Collection<String> tasks, Map<String, String> before, int count) {
    TaskPlacement placement = new TaskPlacement(tasks, before, count);
    placement.leaveWhereTheyWere();
    placement.shareOutRoom();
    placement.move();
    return placement.containers.stream().map(container -> container.tasks).toList();
  }

  private void leaveWhereTheyWere() {
    for (Container container : containers) {
      before.forEach(
          (task, where) -> {
            if (where.equals(container.id)) {
              if (tasks.contains(task)) {
                container.tasks.add(task);
              } else {
                container.changed = true;
              }
            }
          });
    }
  }

  /**
   * Every container gets room for the same number of tasks, and as many as there are tasks over for
   * one more: those where a task can stay for it, then those that get another task anyway.
   */
  private void shareOutRoom() {
    int least = tasks.size() / containers.size();
    int over = tasks.size() % containers.size();
    containers.forEach(container -> container.room = least);
    containers.stream()
        .sorted(Comparator.comparingInt((Container container) -> container.rank(least)))
        .limit(over)
        .forEach(container -> container.room = least + 1);
  }

  private void move() {
    SortedSet<String> homeless = new TreeSet<>(tasks);
    for (Container container : containers) {
      while (container.tasks.size() > container.room) {
        container.tasks.remove(container.tasks.last());
      }
      homeless.removeAll(container.tasks);
    }
    // One by one to whoever has the fewest, so that names that follow each other are spread.
    Deque<String> moving = new ArrayDeque<>(homeless);
    List<Container> hungry = new ArrayList<>(containers);
    while (!moving.isEmpty()) {
      hungry.removeIf(container -> container.tasks.size() == container.room);
      Container fewest =
          hungry.stream()
              .min(Comparator.comparingInt((Container container) -> container.tasks.size()))
              .orElseThrow();
      fewest.tasks.add(moving.removeFirst());
    }
  }

  private static final class Container {
    private final String id;
    private final SortedSet<String> tasks = new TreeSet<>();
    private int room;

    /** Whether it has lost a task already. */
    private boolean changed;

    Container(String id) {
      this.id = id;
    }

    /** The lower, the less it costs to have one task more than the least here. */
    int rank(int least) {
      if (tasks.size() > least) {
        // One task less has to move; and where none has to, the container need not change.
        return tasks.size() == least + 1 && !changed ? 0 : 1;
      }
      if (tasks.size() < least || changed) {
        return 2;
      }
      return 3;
    }
  }
}
