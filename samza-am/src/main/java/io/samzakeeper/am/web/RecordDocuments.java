package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.web.JobActions.Operation;
import io.samzakeeper.am.web.JobRecords.PlanFacts;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.SensitiveKeys;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The REST documents of what the job has in ZooKeeper. Secrets are masked. */
final class RecordDocuments {
  private RecordDocuments() {}

  /**
   * @param lags processor to the lag of each partition, as far as that is known
   */
  static ObjectNode tasks(
      JobRecords records, Map<String, SortedMap<String, Long>> lags, Instant now) {
    PlanFacts plan = records.plan();
    Map<String, CheckpointRecord> checkpoints = records.checkpoints();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("at", now.toString());
    document.put("plan", plan.generation());
    ArrayNode tasks = document.putArray("tasks");
    plan.tasks()
        .forEach(
            (processor, names) -> {
              for (String task : names) {
                ObjectNode node = tasks.addObject();
                node.put("task", task);
                node.put("processor", processor);
                ArrayNode partitions = node.putArray("partitions");
                List<String> inputs = plan.taskInputs().getOrDefault(task, List.of());
                inputs.forEach(partitions::add);
                WorkDocuments.write(
                    inputs, lags.getOrDefault(processor, Collections.emptySortedMap()), node);
                write(checkpoints.get(task), now, node);
              }
            });
    return document;
  }

  /** With the offsets of the newest version that Samza has written. */
  private static void write(CheckpointRecord checkpoint, Instant now, ObjectNode task) {
    ArrayNode offsets = task.putArray("checkpoint");
    if (checkpoint == null || checkpoint.versions().isEmpty()) {
      task.put("checkpointAt", "");
      return;
    }
    task.put("checkpointAt", Instant.ofEpochMilli(checkpoint.writtenMillis()).toString());
    task.put("checkpointAgeMillis", Math.max(0, now.toEpochMilli() - checkpoint.writtenMillis()));
    for (CheckpointRecord.Input input :
        checkpoint.versions().get(checkpoint.versions().lastKey()).inputs()) {
      offsets
          .addObject()
          .put(
              "partition",
              input.system()
                  + "."
                  + input.stream()
                  + "#"
                  + input.partition()
                  + (input.keyBucket() < 0 ? "" : "/" + input.keyBucket()))
          .put("offset", input.offset());
    }
  }

  static ObjectNode configs(JobRecords records) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    long current = records.currentConfig();
    document.put("current", current);
    records
        .appliedConfig()
        .ifPresent(
            applied -> {
              document.put("applied", applied.generation());
              document.put("problem", applied.problem());
            });
    records
        .appliedPlan()
        .ifPresent(
            plan -> {
              ObjectNode rollOut = document.putObject("rollOut");
              rollOut.put("plan", plan.generation());
              rollOut.put("state", plan.state().name());
            });
    ArrayNode generations = document.putArray("generations");
    List<Long> numbers = records.configGenerations();
    for (int i = numbers.size() - 1; i >= 0; i--) {
      ConfigGeneration config = records.config(numbers.get(i));
      ObjectNode node = generations.addObject();
      head(numbers.get(i), config, node);
      ArrayNode changes = node.putArray("changes");
      if (i > 0) {
        write(
            ConfigDiff.between(records.config(numbers.get(i - 1)).values(), config.values()),
            changes);
      }
    }
    return document;
  }

  static ObjectNode config(long generation, ConfigGeneration config) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    head(generation, config, document);
    ObjectNode values = document.putObject("values");
    config.values().forEach((key, value) -> values.put(key, SensitiveKeys.shown(key, value)));
    return document;
  }

  static ObjectNode diff(JobRecords records, long from, long to) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("from", from);
    document.put("to", to);
    write(
        ConfigDiff.between(records.config(from).values(), records.config(to).values()),
        document.putArray("changes"));
    return document;
  }

  static ObjectNode operation(Operation operation) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("id", operation.id());
    document.put("what", operation.what());
    document.put("state", operation.state().name());
    ArrayNode lines = document.putArray("lines");
    operation.lines().forEach(lines::add);
    document.put("result", operation.result());
    return document;
  }

  private static void head(long generation, ConfigGeneration config, ObjectNode node) {
    node.put("generation", generation);
    node.put("author", config.author());
    node.put("reason", config.reason());
    node.put("at", Instant.ofEpochMilli(config.atMillis()).toString());
  }

  private static void write(List<ConfigDiff> changes, ArrayNode target) {
    for (ConfigDiff change : changes) {
      ObjectNode node = target.addObject();
      node.put("key", change.key());
      node.put("before", change.shownBefore().orElse(null));
      node.put("after", change.shownAfter().orElse(null));
    }
  }
}
