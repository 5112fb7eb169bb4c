package io.samzakeeper.am.planning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What people want to see of a plan's model, which is Samza's JSON.
 *
 * @param taskInputs task to its partitions, as {@code system.stream#partition}
 * @param wiring of the effective config, what tells of streams, stores and the application; no
 *     secrets
 * @param operators Samza's JSON of what the application is made of; empty where the config has none
 */
public record PlannedWork(
    SortedMap<String, List<String>> taskInputs,
    SortedMap<String, String> wiring,
    String operators) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Samza's planner leaves its graph in the config that it makes. */
  private static final String OPERATORS = "samza.internal.execution.plan";

  private static final Set<String> SINGLE_KEYS =
      Set.of("job.default.system", "app.class", "task.class");

  /**
   * @throws IllegalArgumentException when it is no model
   */
  public static PlannedWork of(String model) {
    SortedMap<String, List<String>> taskInputs = new TreeMap<>();
    PlanOutline.of(model)
        .shares()
        .values()
        .forEach(
            tasks ->
                tasks.forEach((task, share) -> taskInputs.put(task, List.copyOf(share.inputs()))));
    SortedMap<String, String> wiring = new TreeMap<>();
    JsonNode config = config(model);
    config
        .fields()
        .forEachRemaining(
            entry -> {
              String key = entry.getKey();
              if (key.startsWith("streams.")
                  || key.startsWith("stores.")
                  || SINGLE_KEYS.contains(key)) {
                wiring.put(key, entry.getValue().asText());
              }
            });
    return new PlannedWork(taskInputs, wiring, config.path(OPERATORS).asText());
  }

  private static JsonNode config(String model) {
    try {
      return JSON.readTree(model).path("config");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a job model: " + e.getOriginalMessage(), e);
    }
  }
}
