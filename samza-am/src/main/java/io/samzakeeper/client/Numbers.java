package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;

/** Numbers that a command was given. */
final class Numbers {
  private Numbers() {}

  static void requireAtLeast(String option, long value, long least) {
    if (value < least) {
      throw new InvalidConfigException(
          option, Long.toString(value), "a whole number, " + least + " or more");
    }
  }
}
