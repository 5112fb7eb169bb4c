package io.samzakeeper.client;

import io.samzakeeper.job.JobEvent;
import io.samzakeeper.tree.JobTree;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Events of a job for people and for scripts. */
final class EventLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private EventLines() {}

  /** By the names of their znodes, which grow. */
  static SortedMap<String, JobEvent> read(JobTree tree) {
    SortedMap<String, JobEvent> events = new TreeMap<>();
    tree.readChildren(tree.paths().events(), JobEvent.class)
        .forEach((name, event) -> events.put(name, event.value()));
    return events;
  }

  /** In the time zone of this machine, as logs have it. */
  static String line(JobEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.atMillis()))
        + "  epoch "
        + event.epoch()
        + "  "
        + subject(event)
        + event.text();
  }

  static Map<String, Object> json(JobEvent event) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("at", Instant.ofEpochMilli(event.atMillis()).toString());
    values.put("epoch", event.epoch());
    values.put("subject", event.subject());
    values.put("text", event.text());
    return values;
  }

  /** What it is about, for the beginning of a sentence; empty for the job. */
  static String subject(JobEvent event) {
    String subject = event.subject();
    if (subject.equals("job")) {
      return "";
    }
    return (subject.startsWith("container_") ? subject : "processor " + subject) + ": ";
  }
}
