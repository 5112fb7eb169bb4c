package io.samzakeeper.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskPlacementTest {
  private static final int SEEDS = 2_000;

  @Test
  void aNewTaskGoesToTheContainerWithFewest() {
    assertThat(shares(List.of("a", "b", "c", "d"), Map.of("a", "0", "b", "1", "c", "0"), 2))
        .containsExactly(Set.of("a", "c"), Set.of("b", "d"));
  }

  @Test
  void thePlaceOfARemovedTaskIsFilledByOneMove() {
    Map<String, String> before =
        Map.of("a", "0", "b", "0", "c", "1", "d", "1", "e", "2", "f", "2", "g", "0");

    // Nothing has to move for the first that is gone; for the third, one has to.
    assertThat(shares(List.of("a", "c", "d", "e", "f", "g"), before, 3))
        .containsExactly(Set.of("a", "g"), Set.of("c", "d"), Set.of("e", "f"));
    assertThat(shares(List.of("c", "d", "e", "f", "g", "h"), before, 3))
        .containsExactly(Set.of("g", "h"), Set.of("c", "d"), Set.of("e", "f"));
    assertThat(shares(List.of("c", "d", "e", "f"), before, 3))
        .containsExactly(Set.of("f"), Set.of("c", "d"), Set.of("e"));
  }

  @Test
  void theHighestContainersGoWhenThereShallBeFewer() {
    Map<String, String> before = Map.of("a", "0", "b", "1", "c", "2", "d", "3");

    assertThat(shares(before.keySet(), before, 2))
        .containsExactly(Set.of("a", "c"), Set.of("b", "d"));
  }

  @Test
  void aContainerThatIsAddedTakesNoMoreThanItsShare() {
    Map<String, String> before = Map.of("a", "0", "b", "0", "c", "1", "d", "1");

    assertThat(shares(before.keySet(), before, 3))
        .containsExactly(Set.of("a", "b"), Set.of("c"), Set.of("d"));
  }

  /** As after another grouper, with names of containers that are none of ours. */
  @Test
  void whatIsNotInBalanceIsBroughtThere() {
    Map<String, String> before = Map.of("a", "0", "b", "0", "c", "0", "d", "x-1");

    assertThat(shares(before.keySet(), before, 2))
        .containsExactly(Set.of("a", "b"), Set.of("c", "d"));
  }

  @Test
  void itIsInBalanceAndMovesAndChangesAsLittleAsCanBe() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Scene scene = Scene.random(new Random(seed));
      List<SortedSet<String>> placed = place(scene.tasks, scene.before, scene.count);

      assertThat(placed.stream().flatMap(Collection::stream))
          .as("seed %s: each task once", seed)
          .containsExactlyInAnyOrderElementsOf(scene.tasks);
      IntStream sizes = placed.stream().mapToInt(Collection::size);
      assertThat(sizes.summaryStatistics())
          .as("seed %s: balance", seed)
          .satisfies(s -> assertThat(s.getMax() - s.getMin()).isLessThanOrEqualTo(1));
      Cost best = scene.best();
      assertThat(scene.cost(placed)).as("seed %s: the least", seed).isEqualTo(best);
    }
  }

  @Test
  void whatIsInBalanceStaysAsItIs() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Scene scene = Scene.random(new Random(seed));
      List<SortedSet<String>> placed = place(scene.tasks, scene.before, scene.count);

      assertThat(place(scene.tasks, whereEachIs(placed), scene.count))
          .as("seed %s", seed)
          .isEqualTo(placed);
    }
  }

  @Test
  void theOrderOfTheInputDoesNotMatter() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Scene scene = Scene.random(random);
      List<String> tasks = new ArrayList<>(scene.tasks);
      Collections.shuffle(tasks, random);
      List<Map.Entry<String, String>> entries = new ArrayList<>(scene.before.entrySet());
      Collections.shuffle(entries, random);
      Map<String, String> before = new LinkedHashMap<>();
      entries.forEach(entry -> before.put(entry.getKey(), entry.getValue()));

      assertThat(place(tasks, before, scene.count))
          .as("seed %s", seed)
          .isEqualTo(place(scene.tasks, scene.before, scene.count));
    }
  }

  private static List<SortedSet<String>> place(
      Collection<String> tasks, Map<String, String> before, int count) {
    return TaskPlacement.of(tasks, before, count);
  }

  private static List<Set<String>> shares(
      Collection<String> tasks, Map<String, String> before, int count) {
    return List.copyOf(place(tasks, before, count));
  }

  private static Map<String, String> whereEachIs(List<SortedSet<String>> placed) {
    Map<String, String> where = new HashMap<>();
    for (int id = 0; id < placed.size(); id++) {
      for (String task : placed.get(id)) {
        where.put(task, Integer.toString(id));
      }
    }
    return where;
  }

  /**
   * @param moves of tasks that were there before and still are
   * @param changed containers, of those that there shall be
   */
  private record Cost(int moves, int changed) {}

  private record Scene(SortedSet<String> tasks, Map<String, String> before, int count) {
    /** Small enough to try all sizes that the containers can have. */
    static Scene random(Random random) {
      int count = 1 + random.nextInt(6);
      int countBefore = 1 + random.nextInt(6);
      Map<String, String> before = new HashMap<>();
      SortedSet<String> tasks = new TreeSet<>();
      int pool = 6 + random.nextInt(16);
      boolean balanced = random.nextBoolean();
      for (int i = 0; i < pool; i++) {
        String task = "Partition " + i;
        boolean was = random.nextInt(4) > 0;
        if (was) {
          int where = balanced ? i % countBefore : random.nextInt(countBefore);
          before.put(task, Integer.toString(where));
        }
        if (!was || random.nextInt(5) > 0) {
          tasks.add(task);
        }
      }
      for (int i = 0; tasks.size() < count; i++) {
        tasks.add("more " + i);
      }
      return new Scene(tasks, before, count);
    }

    Cost cost(List<SortedSet<String>> placed) {
      int moves = 0;
      int changed = 0;
      for (int id = 0; id < placed.size(); id++) {
        Set<String> had = had(id);
        changed += placed.get(id).equals(had) ? 0 : 1;
        for (String task : placed.get(id)) {
          moves += before.containsKey(task) && !had.contains(task) ? 1 : 0;
        }
      }
      return new Cost(moves, changed);
    }

    /** By trying every choice of the containers that have one task more than others. */
    Cost best() {
      int least = tasks.size() / count;
      int over = tasks.size() % count;
      Cost best = new Cost(Integer.MAX_VALUE, Integer.MAX_VALUE);
      for (int larger = 0; larger < 1 << count; larger++) {
        if (Integer.bitCount(larger) == over) {
          int stay = 0;
          int unchanged = 0;
          for (int id = 0; id < count; id++) {
            int size = least + (larger >> id & 1);
            Set<String> had = had(id);
            int still = (int) had.stream().filter(tasks::contains).count();
            stay += Math.min(still, size);
            unchanged += still == size && had.size() == size ? 1 : 0;
          }
          int known = (int) tasks.stream().filter(before::containsKey).count();
          Cost cost = new Cost(known - stay, count - unchanged);
          if (cost.moves < best.moves
              || (cost.moves == best.moves && cost.changed < best.changed)) {
            best = cost;
          }
        }
      }
      return best;
    }

    private Set<String> had(int id) {
      Set<String> had = new TreeSet<>();
      before.forEach(
          (task, where) -> {
            if (where.equals(Integer.toString(id))) {
              had.add(task);
            }
          });
      return had;
    }
  }
}
