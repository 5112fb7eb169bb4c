package io.samzakeeper.planner;

import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.InputEnds;
import io.samzakeeper.planner.StreamNames.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.samza.Partition;
import org.apache.samza.job.model.ContainerModel;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;
import org.apache.samza.system.SystemAdmin;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamMetadata;
import org.apache.samza.system.SystemStreamMetadata.SystemStreamPartitionMetadata;
import org.apache.samza.system.SystemStreamPartition;

/** Asks the job's systems how far its inputs go. A system that does not answer stops no other. */
final class NewestOffsets {
  /** How long one system may take. */
  static final Duration LIMIT = Duration.ofSeconds(20);

  private final JobSystems systems;
  private final BoundedCalls calls;

  NewestOffsets(JobSystems systems, BoundedCalls calls) {
    this.systems = systems;
    this.calls = calls;
  }

  InputEnds of(JobModel model) {
    List<Input> newest = new ArrayList<>();
    SortedMap<String, String> unknown = new TreeMap<>();
    inputs(model)
        .forEach(
            (system, streams) -> {
              try {
                newest.addAll(newest(system, streams, unknown));
              } catch (PlanningException e) {
                unknown.put(system, e.getMessage());
              }
            });
    return new InputEnds(List.copyOf(newest), unknown);
  }

  private List<Input> newest(
      String system,
      SortedMap<String, SortedSet<Integer>> streams,
      SortedMap<String, String> unknown) {
    SortedMap<String, SortedSet<Integer>> there = new TreeMap<>(streams);
    Origin origin = systems.names().origin(new SystemStream(system, streams.firstKey()));
    SystemAdmin admin = systems.admin(system, origin);
    // Asking Kafka for a topic that is not there would create it.
    there.keySet().removeIf(stream -> !systems.exists(new SystemStream(system, stream), origin));
    streams.keySet().stream()
        .filter(stream -> !there.containsKey(stream))
        .forEach(stream -> unknown.put(system + "." + stream, "the stream is not there any more"));
    if (there.isEmpty()) {
      return List.of();
    }
    Map<String, SystemStreamMetadata> described =
        Failures.guard(
            systems.config(),
            origin.key(),
            origin.value(),
            "inputs whose newest offsets their system can tell",
            () ->
                calls.within(
                    LIMIT,
                    () -> admin.getSystemStreamMetadata(there.keySet()),
                    () -> silent(system, origin)));
    List<Input> newest = new ArrayList<>();
    there.forEach(
        (stream, partitions) -> {
          Map<Partition, SystemStreamPartitionMetadata> ends =
              described.containsKey(stream)
                  ? described.get(stream).getSystemStreamPartitionMetadata()
                  : Map.of();
          for (int partition : partitions) {
            SystemStreamPartitionMetadata end = ends.get(new Partition(partition));
            if (end != null) {
              newest.add(new Input(system, stream, partition, -1, end.getNewestOffset()));
            }
          }
        });
    return newest;
  }

  /** System to stream to partitions. */
  private static SortedMap<String, SortedMap<String, SortedSet<Integer>>> inputs(JobModel model) {
    SortedMap<String, SortedMap<String, SortedSet<Integer>>> inputs = new TreeMap<>();
    for (ContainerModel container : model.getContainers().values()) {
      for (TaskModel task : container.getTasks().values()) {
        for (SystemStreamPartition input : task.getSystemStreamPartitions()) {
          inputs
              .computeIfAbsent(input.getSystem(), system -> new TreeMap<>())
              .computeIfAbsent(input.getStream(), stream -> new TreeSet<>())
              .add(input.getPartition().getPartitionId());
        }
      }
    }
    return inputs;
  }

  private static PlanningException silent(String system, Origin origin) {
    return PlanningException.environment(
        origin.key(),
        origin.value(),
        "system " + system + " has not told the newest offsets within " + LIMIT.toSeconds() + "s",
        "see that it is up and can be reached from here, then try again",
        null);
  }
}
