package io.samzakeeper.samza;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * When a container's run loop has turned last, by which one that hangs in a task is found: it asks
 * for a message with each turn, at least every 10 ms (Samza 1.8) unless all of its tasks are busy.
 * One thread turns; reading is for any.
 */
public final class RunLoopProgress {
  private static final int MOST_FRAMES = 12;

  private record Turn(Thread loop, long nanos) {}

  private volatile Turn last;

  void turns() {
    last = new Turn(Thread.currentThread(), System.nanoTime());
  }

  /** For how long it has not turned; nothing before the first turn. */
  public Optional<Duration> still() {
    Turn turn = last;
    return turn == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(System.nanoTime() - turn.nanos()));
  }

  /** Where its thread is now, one frame a line. */
  public String where() {
    Turn turn = last;
    if (turn == null) {
      return "";
    }
    return Arrays.stream(turn.loop().getStackTrace())
        .limit(MOST_FRAMES)
        .map(frame -> "  at " + frame)
        .collect(Collectors.joining("\n"));
  }
}
