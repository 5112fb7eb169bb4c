package io.samzakeeper.am.planning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who processes what, out of a plan's model, which is Samza's JSON: nothing of its config, in which
 * run ids and names of serdes are new with each plan. Two plans that do the same are equal.
 *
 * @param shares processor to task to what is the task's
 */
record PlanOutline(SortedMap<String, SortedMap<String, Share>> shares) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What is a task's.
   *
   * @param inputs partitions, as {@code system.stream#partition}
   * @param changelog its partition of every changelog
   * @param mode active or standby, in Samza's word
   */
  record Share(SortedSet<String> inputs, int changelog, String mode) {}

  /**
   * @throws IllegalArgumentException when it is no model
   */
  static PlanOutline of(String model) {
    SortedMap<String, SortedMap<String, Share>> shares = new TreeMap<>();
    parse(model)
        .path("containers")
        .fields()
        .forEachRemaining(
            container -> {
              SortedMap<String, Share> tasks = new TreeMap<>();
              container
                  .getValue()
                  .path("tasks")
                  .fields()
                  .forEachRemaining(task -> tasks.put(task.getKey(), share(task.getValue())));
              shares.put(container.getKey(), tasks);
            });
    return new PlanOutline(shares);
  }

  /** A value of the effective config that the model carries. */
  static Optional<String> configValue(String model, String key) {
    return Optional.ofNullable(parse(model).path("config").path(key).textValue());
  }

  /** Every partition that some task reads. */
  SortedSet<String> inputs() {
    SortedSet<String> inputs = new TreeSet<>();
    shares.values().forEach(tasks -> tasks.values().forEach(task -> inputs.addAll(task.inputs())));
    return inputs;
  }

  private static Share share(JsonNode task) {
    SortedSet<String> inputs = new TreeSet<>();
    for (JsonNode input : task.path("system-stream-partitions")) {
      // Where a task has a part of a partition only, which one belongs to it, too.
      int bucket = input.path("keyBucket").asInt(-1);
      inputs.add(
          input.path("system").asText()
              + "."
              + input.path("stream").asText()
              + "#"
              + input.path("partition").asInt()
              + (bucket < 0 ? "" : "/" + bucket));
    }
    return new Share(
        inputs, task.path("changelog-partition").asInt(), task.path("task-mode").asText());
  }

  private static JsonNode parse(String model) {
    try {
      return JSON.readTree(model);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a job model: " + e.getOriginalMessage(), e);
    }
  }
}
