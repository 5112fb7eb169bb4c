package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.client.JobStatus.ProcessorState;
import io.samzakeeper.client.JobStatus.ProcessorStatus;
import io.samzakeeper.client.WatchScreen.Size;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.CandidateGroup.Place;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchScreenTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final CandidateId LEADER = new CandidateId("container_a", 1, "nm1");
  private static final CandidateId STANDBY = new CandidateId("container_b", 2, "nm2");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Size LARGE = new Size(60, 200);

  private final WatchScreen screen = new WatchScreen(new JobId("orders", "1"), Style.PLAIN);

  @Test
  void whoLeadsWhoStandsByWhatRunsWhatHappened() {
    List<String> lines = draw(job(3, 0, LEADER.toString(), LEADER, STANDBY), 2, LARGE, "");
    assertThat(lines.get(0)).startsWith("orders_1  RUNNING  application_1_0001  3 of 3 run");
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).matches("Leader +nm1 +container_a +for 2 min"))
        .anySatisfy(line -> assertThat(line).matches("Standby +nm2 +container_b +for 2 min"))
        .anySatisfy(line -> assertThat(line).matches("2 +running +nm1 +container_2 +4 +0"))
        .anySatisfy(line -> assertThat(line).endsWith("processor 0: event 1"));
    assertThat(lines.get(lines.size() - 1)).endsWith("event 1");
  }

  @Test
  void lagWhereItIsKnown() throws Exception {
    JobFigures figures =
        new JobFigures(
            JSON.readTree("{\"reporting\": 1, \"lagMessages\": 12, \"memoryBytes\": 5000000}"),
            Map.of("1", JSON.readTree("{\"lagMessages\": 12}")));
    assertThat(
            screen.lines(job(2, 0, LEADER.toString(), LEADER), List.of(), NOW, LARGE, "", figures))
        .contains("Lag 12, 5 MB, of 1 container")
        .anySatisfy(line -> assertThat(line).matches("0 +running +nm1 +container_0 +4 +0 *"))
        .anySatisfy(line -> assertThat(line).matches("1 +running +nm1 +container_1 +4 +0 +12"));
  }

  @Test
  void nobodyLeadsAndZooKeeperIsAway() {
    assertThat(draw(job(1, 0, ""), 0, LARGE, "No connection"))
        .contains("No connection", "Nobody leads");
  }

  /** What does not run comes first: the rest has no room. */
  @Test
  void aJobThatIsLargerThanTheScreenFitsIt() {
    for (Size size : List.of(new Size(24, 80), new Size(8, 20), new Size(3, 5))) {
      List<String> lines = draw(job(500, 2, LEADER.toString(), LEADER), 50, size, "");
      assertThat(lines).hasSizeLessThanOrEqualTo(size.rows());
      assertThat(lines)
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(size.columns()));
    }
    List<String> lines = draw(job(500, 2, LEADER.toString(), LEADER), 50, new Size(24, 80), "");
    int header = indexOf(lines, "PROCESSOR");
    assertThat(lines.get(header + 1)).matches("498 +waiting .*");
    assertThat(lines.get(header + 2)).matches("499 +waiting .*");
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("\\.\\.\\. and \\d+ more"));
    assertThat(lines.get(lines.size() - 1)).endsWith("event 49");
  }

  @Test
  void nothingInALineMovesTheCursor() {
    JobEvent event = new JobEvent(0, 1, "job", "a\u001b[2Jb\nc");
    List<String> lines =
        screen.lines(
            job(1, 0, LEADER.toString(), LEADER),
            List.of(event),
            NOW,
            LARGE,
            "",
            JobFigures.UNKNOWN);
    assertThat(String.join("", lines)).doesNotContain("\u001b", "\n");
  }

  @Test
  void coloursWhereTheyAreWanted() {
    WatchScreen coloured = new WatchScreen(new JobId("orders", "1"), Style.COLOURED);
    String all =
        String.join(
            "\n",
            coloured.lines(
                job(1, 1, LEADER.toString(), LEADER),
                List.of(),
                NOW,
                LARGE,
                "",
                JobFigures.UNKNOWN));
    assertThat(all).contains("\u001b[1mPROCESSOR", "\u001b[33m0 ");
  }

  @Test
  void agesAsPeopleSayThem() {
    assertThat(WatchScreen.age(NOW.minusSeconds(59), NOW)).isEqualTo("59 s");
    assertThat(WatchScreen.age(NOW.minusSeconds(3599), NOW)).isEqualTo("59 min");
    assertThat(WatchScreen.age(NOW.minusSeconds(47 * 3600), NOW)).isEqualTo("47 h");
    assertThat(WatchScreen.age(NOW.minusSeconds(48 * 3600), NOW)).isEqualTo("2 days");
    assertThat(WatchScreen.age(NOW.plusSeconds(9), NOW)).as("clocks differ").isEqualTo("0 s");
  }

  @Test
  void theSizeThatSttySays() {
    assertThat(Terminal.size("30 110")).isEqualTo(new Size(30, 110));
    assertThat(Terminal.size("0 0")).isEqualTo(new Size(24, 80));
    assertThat(Terminal.size(null)).isEqualTo(new Size(24, 80));
  }

  private List<String> draw(JobStatus status, int events, Size size, String notice) {
    List<JobEvent> history =
        IntStream.range(0, events).mapToObj(i -> new JobEvent(i, 1, "0", "event " + i)).toList();
    return screen.lines(status, history, NOW, size, notice, JobFigures.UNKNOWN);
  }

  private static int indexOf(List<String> lines, String start) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  /** With as many processors, of which the last ones wait. */
  static JobStatus job(int processors, int waiting, String leader, CandidateId... standing) {
    long since = NOW.minusSeconds(120).toEpochMilli();
    List<ProcessorStatus> all = new ArrayList<>();
    for (int i = 0; i < processors; i++) {
      all.add(
          new ProcessorStatus(
              Integer.toString(i),
              i < processors - waiting ? ProcessorState.RUNNING : ProcessorState.WAITING,
              "container_" + i,
              "nm1",
              4,
              0,
              ""));
    }
    return new JobStatus(
        new Application("application_1_0001", Application.State.RUNNING, "me", 0, ""),
        1,
        leader.isEmpty()
            ? Optional.empty()
            : Optional.of(new LeaderRecord(leader, "appattempt_1_0001_000001", "", "", since)),
        all,
        0,
        List.of(),
        CandidateGroup.of(
            1,
            List.of(standing).stream().map(id -> new Place(id, since)).toList(),
            leader,
            since,
            "",
            ""),
        Optional.empty());
  }
}
