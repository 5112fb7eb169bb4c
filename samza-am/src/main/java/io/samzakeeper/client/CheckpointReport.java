package io.samzakeeper.client;

import io.samzakeeper.client.InputLag.Lag;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checkpoints as people read them, or their programs. */
final class CheckpointReport {
  private final InputLag lag;
  private final PrintStream out;

  CheckpointReport(InputLag lag, PrintStream out) {
    this.lag = lag;
    this.out = out;
  }

  void json(Collection<CheckpointRecord> records) {
    out.println(Json.pretty(records.stream().map(this::facts).toList()));
  }

  void lines(Collection<CheckpointRecord> records) {
    records.forEach(this::line);
    lag.summary(records).forEach(out::println);
  }

  /** As people think of it, whatever form it has in its znode. */
  private Map<String, Object> facts(CheckpointRecord record) {
    Map<String, Object> versions = new LinkedHashMap<>();
    record
        .versions()
        .forEach(
            (version, snapshot) -> {
              Map<String, Object> values = new LinkedHashMap<>();
              values.put("id", snapshot.id());
              values.put("inputs", snapshot.inputs());
              values.put("state", snapshot.state());
              versions.put(Integer.toString(version), values);
            });
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("task", record.task());
    values.put("containerId", record.containerId());
    values.put("epoch", record.epoch());
    values.put("writtenMillis", record.writtenMillis());
    values.put("versions", versions);
    values.put("lag", lags(record));
    return values;
  }

  private List<Map<String, Object>> lags(CheckpointRecord record) {
    return CheckpointInput.all(record).stream()
        .flatMap(input -> lag.of(input).map(known -> facts(input, known)).stream())
        .toList();
  }

  private static Map<String, Object> facts(Input input, Lag lag) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("input", CheckpointInput.name(input));
    values.put("newest", lag.newest().orElse(null));
    values.put("behind", lag.behind().isPresent() ? lag.behind().getAsLong() : null);
    values.put("unknown", lag.unknown());
    return values;
  }

  void line(CheckpointRecord record) {
    out.println(
        record.task()
            + ": written at "
            + Instant.ofEpochMilli(record.writtenMillis())
            + (record.containerId().isEmpty()
                ? " by a command"
                : " by " + record.containerId() + ", epoch " + record.epoch()));
    // Samza writes the same offsets in two versions of its checkpoints.
    record.versions().values().stream()
        .flatMap(snapshot -> snapshot.inputs().stream())
        .map(this::line)
        .distinct()
        .forEach(out::println);
  }

  private String line(Input input) {
    Optional<Lag> behind = lag.of(input);
    return "  "
        + CheckpointInput.name(input)
        + "="
        + input.offset()
        + behind.map(known -> ", " + known).orElse("");
  }
}
