package io.samzakeeper.am.supervisor.simulator;

import java.util.List;
import java.util.Random;

/** All that is left to chance in a run, from its seed. */
final class Chance {
  private final Random random;

  Chance(long seed) {
    this.random = new Random(seed);
  }

  /** From one to the other, both included. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  boolean percent(int probability) {
    return random.nextInt(100) < probability;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
