package io.samzakeeper.client;

import io.samzakeeper.client.JobStatus.ProcessorStatus;
import io.samzakeeper.client.JobStatus.SpareStatus;
import io.samzakeeper.job.CandidateGroup.Member;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.LeaderRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Turns states of a job into what scripts read: an object for each thing that is not as it was, all
 * of it at first. What a thing is called stays: {@code kind} and {@code name}.
 */
final class JsonChanges {
  private Map<Thing, Map<String, Object>> known = Map.of();
  private String lastEvent = "";

  private record Thing(String kind, String name) {}

  /** What has changed since the last call; what is gone has {@code gone}. */
  List<Map<String, Object>> next(JobStatus status, SortedMap<String, JobEvent> events) {
    Map<Thing, Map<String, Object>> now = things(status);
    List<Map<String, Object>> changes = new ArrayList<>();
    now.forEach(
        (thing, facts) -> {
          if (!facts.equals(known.get(thing))) {
            changes.add(change(thing, facts));
          }
        });
    known.keySet().stream()
        .filter(thing -> !now.containsKey(thing))
        .forEach(thing -> changes.add(change(thing, Map.of("gone", true))));
    known = now;
    events.forEach(
        (name, event) -> {
          if (name.compareTo(lastEvent) > 0) {
            lastEvent = name;
            changes.add(change(new Thing("event", name), EventLines.json(event)));
          }
        });
    return changes;
  }

  private static Map<String, Object> change(Thing thing, Map<String, Object> facts) {
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("kind", thing.kind());
    change.put("name", thing.name());
    change.putAll(facts);
    return change;
  }

  private static Map<Thing, Map<String, Object>> things(JobStatus status) {
    Map<Thing, Map<String, Object>> things = new LinkedHashMap<>();
    Map<String, Object> application = new LinkedHashMap<>();
    application.put("state", status.application().state());
    application.put("epoch", status.epoch());
    application.put("leader", status.leader().map(LeaderRecord::candidateId).orElse(null));
    application.put("running", status.running());
    application.put("processors", status.processors().size());
    things.put(new Thing("application", status.application().applicationId()), application);
    for (Member standby : status.candidates().standbys()) {
      things.put(
          new Thing("standby", standby.id().toString()), Map.of("host", standby.id().host()));
    }
    for (ProcessorStatus processor : status.processors()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("state", processor.state());
      facts.put("containerId", processor.containerId());
      facts.put("host", processor.host());
      facts.put("failures", processor.failures());
      facts.put("lastError", processor.lastError());
      things.put(new Thing("processor", processor.processor()), facts);
    }
    for (SpareStatus spare : status.spares()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("host", spare.host());
      facts.put("waits", spare.waits());
      things.put(new Thing("spare", spare.containerId()), facts);
    }
    return things;
  }
}
