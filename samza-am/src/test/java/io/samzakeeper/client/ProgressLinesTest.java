package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.CandidateGroup.Place;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.LeaderRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private static final String APPLICATION = "application_1_0001";
  private static final CandidateId FIRST = new CandidateId("container_a", 1, "nm1");
  private static final CandidateId SECOND = new CandidateId("container_b", 2, "nm2");

  private final ProgressLines lines = new ProgressLines();

  @Test
  void oneLineForEachChangeAndNoneWithout() {
    assertThat(next("ACCEPTED", "")).containsExactly(APPLICATION + " is ACCEPTED");
    assertThat(next("ACCEPTED", "")).isEmpty();
  }

  /** Before anybody leads, who stands is about to be elected. */
  @Test
  void whoStandsIsAStandbyOnceSomebodyLeads() {
    next("RUNNING", "");
    assertThat(next("RUNNING", "", FIRST)).isEmpty();
    assertThat(next("RUNNING", FIRST.toString(), FIRST, SECOND))
        .containsExactly("AM leads: " + FIRST + ", epoch 1", "AM stands by: " + SECOND);
    assertThat(next("RUNNING", FIRST.toString(), FIRST, SECOND)).isEmpty();
  }

  private List<String> next(String yarn, String leader, CandidateId... standing) {
    List<Place> places = List.of(standing).stream().map(id -> new Place(id, 0)).toList();
    Optional<LeaderRecord> leads =
        leader.isEmpty()
            ? Optional.empty()
            : Optional.of(new LeaderRecord(leader, "appattempt_1_0001_000001", "", "", 0));
    return lines.next(
        APPLICATION,
        yarn,
        Optional.of(
            new JobStatus(
                new Application(APPLICATION, Application.State.RUNNING, "me", 0, ""),
                leads.isPresent() ? 1 : -1,
                leads,
                List.of(),
                0,
                List.of(),
                CandidateGroup.of(1, places, leader, 0, "", ""),
                Optional.empty())));
  }
}
