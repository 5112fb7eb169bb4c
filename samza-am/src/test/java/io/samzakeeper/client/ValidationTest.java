package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.client.JobStatus.ProcessorState;
import io.samzakeeper.client.JobStatus.ProcessorStatus;
import io.samzakeeper.client.JobStatus.SpareStatus;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.CandidateGroup.Place;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.LeaderRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValidationTest {
  private static final CandidateId LEADER = new CandidateId("container_a", 1, "nm1");
  private static final CandidateId STANDBY = new CandidateId("container_b", 2, "nm2");

  @Test
  void whatHasComeToItsEndNeedsNotRun() {
    assertThat(
            counts(
                List.of(place(LEADER), place(STANDBY)),
                ProcessorState.RUNNING,
                ProcessorState.COMPLETED))
        .containsExactly(
            "leading AM: 1 of 1", "containers: 1 of 1", "standby AMs: 1 of 1", "spares: 1 of 1");
  }

  @Test
  void tooFew() {
    assertThat(counts(List.of(place(LEADER)), ProcessorState.RUNNING, ProcessorState.STARTING))
        .contains("containers: 1 of 2, too few", "standby AMs: 0 of 1, too few");
  }

  private static Place place(CandidateId id) {
    return new Place(id, 0);
  }

  private static List<String> counts(List<Place> standing, ProcessorState... states) {
    List<ProcessorStatus> processors =
        List.of(states).stream()
            .map(state -> new ProcessorStatus("0", state, "container_c", "nm1", 1, 0, ""))
            .toList();
    JobStatus status =
        new JobStatus(
            new Application("application_1_0001", Application.State.RUNNING, "me", 0, ""),
            1,
            Optional.of(new LeaderRecord(LEADER.toString(), "appattempt_1_0001_000001", "", "", 0)),
            processors,
            1,
            List.of(
                new SpareStatus("container_d", "nm1", true),
                new SpareStatus("container_e", "nm1", false)),
            CandidateGroup.of(1, standing, LEADER.toString(), 0, "", ""),
            Optional.empty());
    return Validation.counts(status).stream().map(Validation.Count::toString).toList();
  }
}
