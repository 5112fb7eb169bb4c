package io.samzakeeper.planner;

import io.samzakeeper.job.ConfigEffect;
import io.samzakeeper.job.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.job.model.ContainerModel;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;

/**
 * Digests of what each processor's Samza container depends on, by which the leader sees who has to
 * restart for another plan. From the config as the user gave it: what planning adds is different
 * each time, such as the run's id and the names of serdes. Pure.
 */
final class Shares {
  /** It is given where a run is planned again, and made up otherwise. */
  private static final String RUN_ID = "app.run.id";

  private Shares() {}

  /**
   * @param given the user's config
   * @param wholeModel whether containers depend on the tasks of the others, too, as with
   *     intermediate streams
   * @return processor to digest
   */
  static SortedMap<String, String> of(
      Map<String, String> given, JobModel model, boolean wholeModel) {
    StringBuilder common = new StringBuilder();
    new TreeMap<>(given)
        .forEach(
            (key, value) -> {
              if (ConfigEffect.of(key) == ConfigEffect.RESTART && !key.equals(RUN_ID)) {
                append(common, key, value);
              }
            });
    if (wholeModel) {
      model.getContainers().values().stream()
          .flatMap(container -> container.getTasks().values().stream())
          .map(Shares::text)
          .sorted()
          .forEach(task -> append(common, "task", task));
    }
    SortedMap<String, String> shares = new TreeMap<>();
    model
        .getContainers()
        .forEach(
            (processor, container) ->
                shares.put(
                    processor,
                    Digests.of((common + text(container)).getBytes(StandardCharsets.UTF_8))));
    return shares;
  }

  private static String text(ContainerModel container) {
    StringBuilder text = new StringBuilder();
    container.getTasks().values().stream()
        .map(Shares::text)
        .sorted()
        .forEach(task -> append(text, "task", task));
    return text.toString();
  }

  private static String text(TaskModel task) {
    StringBuilder text = new StringBuilder();
    append(text, "name", task.getTaskName().getTaskName());
    append(text, "mode", task.getTaskMode().name());
    append(text, "changelog", task.getChangelogPartition().toString());
    task.getSystemStreamPartitions().stream()
        .map(partition -> partition + "/" + partition.getKeyBucket())
        .sorted()
        .forEach(partition -> append(text, "input", partition));
    return text.toString();
  }

  /** With lengths, so that no two contents look alike. */
  private static void append(StringBuilder text, String name, String value) {
    text.append(name.length()).append(name).append(value.length()).append(value);
  }
}
