package io.samzakeeper.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.CandidateGroup.Place;
import io.samzakeeper.job.CandidateGroup.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateGroupTest {
  private static final CandidateId A = new CandidateId("container_a", 1, "nm1");
  private static final CandidateId B = new CandidateId("container_b", 2, "nm2");
  private static final CandidateId C = new CandidateId("container_c", 3, "nm1");

  @Test
  void allIsWell() {
    CandidateGroup group = group(1, "", A, B);
    assertThat(group.notices()).isEmpty();
    assertThat(group.members())
        .extracting(CandidateGroup.Member::role)
        .containsExactly(Role.LEADER, Role.STANDBY);
    assertThat(group.members().get(0).since().toEpochMilli()).isEqualTo(7);
    assertThat(group.members().get(0).amContainer()).isTrue();
    assertThat(group.standbys().get(0).withLeader()).isFalse();
  }

  @Test
  void fewerThanWanted() {
    assertThat(group(2, "", A, B).notices())
        .containsExactly("1 of 2 standby AMs stand by; another is asked for or starts.");
  }

  @Test
  void onTheLeadersNode() {
    CandidateGroup group = group(2, "", A, B, C);
    assertThat(group.notices()).singleElement().asString().contains("leader among them", "nm1");
    assertThat(group.members().get(2).withLeader()).isTrue();
  }

  @Test
  void standbysOnOneNode() {
    CandidateGroup group = group(2, "", B, A, C);
    assertThat(group.notices()).singleElement().asString().contains("2 AMs share the node nm1");
    assertThat(group.standbys()).noneMatch(CandidateGroup.Member::withLeader);
  }

  @Test
  void noneForAReason() {
    assertThat(group(1, "federation", A).notices()).containsExactly("No standby AMs: federation.");
  }

  @Test
  void beforeAnybodyStands() {
    assertThat(group(1, "").notices()).isEmpty();
  }

  private static CandidateGroup group(int wanted, String whyNone, CandidateId... line) {
    List<Place> places = List.of(line).stream().map(id -> new Place(id, 3)).toList();
    String leader = line.length == 0 ? "" : line[0].toString();
    return CandidateGroup.of(wanted, places, leader, 7, "container_a", whyNone);
  }
}
