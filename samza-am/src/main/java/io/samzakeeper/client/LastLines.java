package io.samzakeeper.client;

import java.util.Optional;

/** Where the last lines of a text begin. */
final class LastLines {
  private LastLines() {}

  /**
   * @param end of the text
   * @param whole whether it is all of it
   * @return nothing where the lines may begin before it
   */
  static Optional<Integer> start(byte[] end, int lines, boolean whole) {
    int seen = 0;
    for (int i = end.length - 1; i >= 0; i--) {
      boolean closesTheLast = i == end.length - 1;
      if (end[i] == '\n' && !closesTheLast && ++seen == lines) {
        return Optional.of(i + 1);
      }
    }
    if (lines == 0) {
      return Optional.of(end.length);
    }
    return whole ? Optional.of(0) : Optional.empty();
  }
}
