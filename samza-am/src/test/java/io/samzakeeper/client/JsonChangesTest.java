package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.JobEvent;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JsonChangesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CandidateId LEADER = new CandidateId("container_a", 1, "nm1");
  private static final CandidateId STANDBY = new CandidateId("container_b", 2, "nm2");

  private final JsonChanges changes = new JsonChanges();

  @Test
  void atFirstAllThereIs() throws Exception {
    assertThat(kinds(job(2, 1, LEADER, STANDBY), event("1")))
        .containsExactly(
            "application application_1_0001",
            "standby " + STANDBY,
            "processor 0",
            "processor 1",
            "event 1");
  }

  @Test
  void thenOnlyWhatIsNotAsItWas() throws Exception {
    kinds(job(2, 1, LEADER), event("1"));
    assertThat(kinds(job(2, 1, LEADER), event("1"))).isEmpty();
    List<JsonNode> next = next(job(2, 0, LEADER), event("1"));
    assertThat(next).hasSize(2);
    assertThat(next.get(0).path("running").asInt()).isEqualTo(2);
    assertThat(next.get(1).path("name").asText()).isEqualTo("1");
    assertThat(next.get(1).path("state").asText()).isEqualTo("RUNNING");
  }

  @Test
  void whatIsGoneIsSaidOnce() throws Exception {
    kinds(job(1, 0, LEADER, STANDBY), event("1"));
    List<JsonNode> next = next(job(1, 0, LEADER), event("1"));
    assertThat(next).hasSize(1);
    assertThat(next.get(0).path("kind").asText()).isEqualTo("standby");
    assertThat(next.get(0).path("gone").asBoolean()).isTrue();
    assertThat(kinds(job(1, 0, LEADER), event("1"))).isEmpty();
  }

  /** Of 500 events the oldest go. */
  @Test
  void eventsOnceEach() throws Exception {
    kinds(job(1, 0, LEADER), event("1", "2"));
    assertThat(kinds(job(1, 0, LEADER), event("2", "3"))).containsExactly("event 3");
  }

  private List<String> kinds(JobStatus status, SortedMap<String, JobEvent> events)
      throws Exception {
    return next(status, events).stream()
        .map(change -> change.path("kind").asText() + " " + change.path("name").asText())
        .toList();
  }

  /** As scripts read it. */
  private List<JsonNode> next(JobStatus status, SortedMap<String, JobEvent> events)
      throws Exception {
    List<Map<String, Object>> next = changes.next(status, events);
    return JSON.readerForListOf(JsonNode.class).readValue(Json.line(next));
  }

  private static JobStatus job(int processors, int waiting, CandidateId... standing) {
    return WatchScreenTest.job(processors, waiting, LEADER.toString(), standing);
  }

  private static SortedMap<String, JobEvent> event(String... names) {
    SortedMap<String, JobEvent> events = new TreeMap<>();
    for (String name : names) {
      events.put(name, new JobEvent(0, 1, "job", "it happened"));
    }
    return events;
  }
}
