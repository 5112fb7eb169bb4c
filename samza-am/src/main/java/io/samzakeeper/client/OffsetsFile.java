package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.InvalidConfigException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Offsets as Samza's checkpoint tool writes them: a property for each partition of an input, {@code
 * tasknames.<task>.systems.<system>.streams.<stream>.partitions.<n>=<offset>}.
 */
final class OffsetsFile {
  private static final String OPTION = "--new-offsets";

  private static final Pattern KEY =
      Pattern.compile(
          "tasknames\\.(.+)\\.systems\\.(.+)\\.streams\\.(.+)\\.partitions\\.(\\d{1,9})");

  private OffsetsFile() {}

  /**
   * @return inputs by task
   * @throws InvalidConfigException when there is no such file, or another property in it
   */
  static SortedMap<String, List<Input>> read(String location) {
    SortedMap<String, List<Input>> tasks = new TreeMap<>();
    PropertiesSource.read(OPTION, location)
        .forEach(
            (key, offset) -> {
              Matcher parts = KEY.matcher(key);
              if (!parts.matches() || offset.isBlank()) {
                throw new InvalidConfigException(
                    key,
                    offset,
                    "in "
                        + location
                        + " only tasknames.TASK.systems.SYSTEM.streams.STREAM.partitions.N=OFFSET");
              }
              tasks
                  .computeIfAbsent(parts.group(1), task -> new ArrayList<>())
                  .add(
                      new Input(
                          parts.group(2),
                          parts.group(3),
                          Integer.parseInt(parts.group(4)),
                          -1,
                          offset.strip()));
            });
    if (tasks.isEmpty()) {
      throw new InvalidConfigException(OPTION, location, "a file with at least one offset");
    }
    return tasks;
  }

  /** What {@link #read} reads, sorted. Shares of a partition (key buckets) have no place in it. */
  static List<String> lines(Collection<CheckpointRecord> checkpoints) {
    Properties properties = new Properties();
    for (CheckpointRecord checkpoint : checkpoints) {
      for (Input input : CheckpointInput.all(checkpoint)) {
        if (input.offset() != null && input.keyBucket() < 0) {
          properties.setProperty(key(checkpoint.task(), input), input.offset());
        }
      }
    }
    StringWriter text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.toString().lines().filter(line -> !line.startsWith("#")).sorted().toList();
  }

  /** Offsets by the names of {@link CheckpointInput}. */
  static Map<String, String> offsets(List<Input> inputs) {
    return inputs.stream().collect(Collectors.toMap(CheckpointInput::name, Input::offset));
  }

  private static String key(String task, Input input) {
    return "tasknames."
        + task
        + ".systems."
        + input.system()
        + ".streams."
        + input.stream()
        + ".partitions."
        + input.partition();
  }
}
