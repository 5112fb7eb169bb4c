package io.samzakeeper.am.web;

import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.job.WorkerReport.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How one worker fares: its newest report, and what follows from that and the one before.
 *
 * @param heard when the report came, by our clock
 * @param interval between the two reports; zero after the first
 * @param messagesPerSecond between them; empty after the first, and while nothing runs
 * @param cores of CPU used between them; empty after the first
 * @param lagMessages of all its inputs; empty where none is known
 */
public record WorkerFigures(
    WorkerReport report,
    Instant heard,
    Duration interval,
    OptionalDouble messagesPerSecond,
    OptionalDouble cores,
    OptionalLong lagMessages) {
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);
  private static final int MISSED = 3;

  static WorkerFigures first(WorkerReport report, Instant heard) {
    return new WorkerFigures(
        report, heard, Duration.ZERO, OptionalDouble.empty(), OptionalDouble.empty(), lag(report));
  }

  /** After this one. By the worker's own clock, as reports may be under way for a while. */
  WorkerFigures then(WorkerReport next, Instant at) {
    long millis = next.atMillis() - report.atMillis();
    if (millis <= 0) {
      return first(next, at); // its clock was set back
    }
    double seconds = millis / 1_000.0;
    double used = next.cpuSeconds() - report.cpuSeconds();
    return new WorkerFigures(
        next,
        at,
        Duration.ofMillis(millis),
        rate(next),
        used < 0 ? OptionalDouble.empty() : OptionalDouble.of(used / seconds),
        lag(next));
  }

  /** Whether the next report has not been missing for long. */
  boolean isFresh(Instant now) {
    Duration patience = interval.multipliedBy(MISSED);
    return Duration.between(heard, now)
            .compareTo(patience.compareTo(LEAST_PATIENCE) > 0 ? patience : LEAST_PATIENCE)
        <= 0;
  }

  /** A container that was started in between has counted from zero since. */
  private OptionalDouble rate(WorkerReport next) {
    Work now = next.work();
    if (now.sinceMillis() == 0) {
      return OptionalDouble.empty();
    }
    boolean isSame = now.sinceMillis() == report.work().sinceMillis();
    long from = isSame ? report.atMillis() : now.sinceMillis();
    long messages = isSame ? now.messages() - report.work().messages() : now.messages();
    long millis = next.atMillis() - from;
    return millis <= 0 || messages < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(messages * 1_000.0 / millis);
  }

  private static OptionalLong lag(WorkerReport report) {
    return report.work().lag().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(report.work().lag().values().stream().mapToLong(Long::longValue).sum());
  }
}
