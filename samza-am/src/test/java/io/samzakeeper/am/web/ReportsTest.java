package io.samzakeeper.am.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.job.WorkerReport.Work;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private final SetClock clock = new SetClock();
  private final Reports reports = new Reports(clock);

  @AfterEach
  void close() {
    reports.close();
  }

  @Test
  void ratesAreBetweenTwoReportsByTheWorkersClock() {
    heard("a", report(10_000, 1.0, work(1_000, 100), 0));
    assertThat(known("a", f -> true).messagesPerSecond()).isEmpty();
    assertThat(known("a", f -> true).cores()).isEmpty();

    heard("a", report(14_000, 3.0, work(1_000, 500), 0));

    WorkerFigures figures = known("a", f -> f.report().atMillis() == 14_000);
    assertThat(figures.messagesPerSecond().orElseThrow()).isCloseTo(100, within(1e-9));
    assertThat(figures.cores().orElseThrow()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void aContainerThatWasStartedInBetweenHasCountedSince() {
    heard("a", report(10_000, 1, work(1_000, 900), 0));
    heard("a", report(14_000, 1, work(12_000, 50), 0));

    assertThat(known("a", f -> f.report().atMillis() == 14_000).messagesPerSecond()).hasValue(25.0);
  }

  @Test
  void nothingRunsNoRate() {
    heard("a", report(10_000, 1, work(1_000, 900), 0));
    heard("a", report(14_000, 1, Work.NONE, 0));

    assertThat(known("a", f -> f.report().atMillis() == 14_000).messagesPerSecond()).isEmpty();
  }

  @Test
  void aClockThatWasSetBackBeginsAnew() {
    heard("a", report(10_000, 1, work(1_000, 900), 0));
    heard("a", report(9_000, 2, work(1_000, 950), 0));

    assertThat(known("a", f -> f.report().atMillis() == 9_000).messagesPerSecond()).isEmpty();
  }

  @Test
  void whoHasNotToldForLongIsNotShown() {
    heard("a", report(10_000, 1, Work.NONE, 0));
    WorkerFigures unused = known("a", f -> true);
    clock.now = clock.now.plusSeconds(30);
    assertThat(reports.of("a")).isPresent();

    clock.now = clock.now.plusMillis(1);

    assertThat(reports.of("a")).isEmpty();
    assertThat(reports.totals().reporting()).isZero();
  }

  @Test
  void whoTellsSeldomIsWaitedForLonger() {
    heard("a", report(0, 1, Work.NONE, 0));
    heard("a", report(60_000, 1, Work.NONE, 0));
    WorkerFigures unused = known("a", f -> f.report().atMillis() == 60_000);

    clock.now = clock.now.plusSeconds(180);

    assertThat(reports.of("a")).isPresent();
  }

  @Test
  void totalsAreOfAllThatTell() {
    heard("a", report(10_000, 1, work(1_000, 0, Map.of("k.x#0", 5L, "k.x#1", 6L)), 300));
    heard("b", report(10_000, 1, work(1_000, 0), 200));
    WorkerFigures unused = known("b", f -> true);

    WorkTotals totals = reports.totals();

    assertThat(totals.reporting()).isEqualTo(2);
    assertThat(totals.lagMessages()).hasValue(11);
    assertThat(totals.memoryBytes()).isEqualTo(500);
    assertThat(totals.messagesPerSecond()).isEmpty();
    assertThat(totals.cores()).isEmpty();
  }

  @Test
  void whatIsNoReportIsLeftOut() {
    reports.heard("a", "mumble".getBytes(UTF_8));
    heard("b", report(1, 1, Work.NONE, 0));
    WorkerFigures unused = known("b", f -> true);

    assertThat(reports.of("a")).isEmpty();
  }

  @Test
  void whoIsGoneIsForgotten() {
    heard("a", report(1, 1, Work.NONE, 0));
    WorkerFigures unused = known("a", f -> true);
    reports.gone("a");
    await().until(() -> reports.of("a").isEmpty());
  }

  /** A leader of so many has 300 MB for all that it knows. */
  @Test
  void aThousandWorkersWithAHundredPartitionsEachTakeLittleRoom() {
    long before = used();
    for (int round = 0; round < 3; round++) {
      for (int worker = 0; worker < 1_000; worker++) {
        Map<String, Long> lag = new TreeMap<>();
        for (int partition = 0; partition < 100; partition++) {
          lag.put("kafka.page-views-by-member#" + (worker * 100 + partition), 1_000_000L + round);
        }
        heard("container_1_" + worker, report(round, 1, work(1, round, lag), worker));
      }
      int last = round;
      WorkerFigures unused = known("container_1_999", f -> f.report().atMillis() == last);
    }

    long bytes = used() - before;

    assertThat(reports.totals().reporting()).isEqualTo(1_000);
    System.out.printf("1000 workers with 100 partitions each: %d kB%n", bytes / 1_000);
    assertThat(bytes).isLessThan(40_000_000);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void heard(String container, WorkerReport report) {
    reports.heard(container, report.encode().getBytes(UTF_8));
  }

  private WorkerFigures known(String container, Predicate<WorkerFigures> wanted) {
    await().until(() -> reports.of(container).filter(wanted).isPresent());
    return reports.of(container).orElseThrow();
  }

  private static Work work(long since, long messages) {
    return work(since, messages, Map.of());
  }

  private static Work work(long since, long messages, Map<String, Long> lag) {
    return new Work(since, messages, 0, 0, 0, new TreeMap<>(lag));
  }

  private static WorkerReport report(long at, double cpu, Work work, long memory) {
    return new WorkerReport("0", at, cpu, memory, 0, 0, "", work);
  }

  private static final class SetClock extends Clock {
    private volatile Instant now = Instant.EPOCH.plus(Duration.ofDays(20_000));

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
