package io.samzakeeper.planner;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.samza.Partition;
import org.apache.samza.startpoint.Startpoint;
import org.apache.samza.system.StreamSpec;
import org.apache.samza.system.SystemAdmin;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamMetadata;
import org.apache.samza.system.SystemStreamMetadata.SystemStreamPartitionMetadata;
import org.apache.samza.system.SystemStreamPartition;

/**
 * The admin that Samza's planning code sees: it answers for streams that exist only in the plan,
 * and never asks the real one for a stream that is not there. Started and stopped with {@link
 * JobSystems}.
 */
final class PlanningAdmin implements SystemAdmin {
  private final JobSystems systems;
  private final String system;

  PlanningAdmin(JobSystems systems, String system) {
    this.systems = systems;
    this.system = system;
  }

  @Override
  public Map<String, SystemStreamMetadata> getSystemStreamMetadata(Set<String> streamNames) {
    return describe(streamNames, names -> delegate().getSystemStreamMetadata(names));
  }

  @Override
  public Map<String, SystemStreamMetadata> getSystemStreamPartitionCounts(
      Set<String> streamNames, long cacheTtl) {
    return describe(
        streamNames, names -> delegate().getSystemStreamPartitionCounts(names, cacheTtl));
  }

  @Override
  public Map<SystemStreamPartition, SystemStreamPartitionMetadata> getSSPMetadata(
      Set<SystemStreamPartition> partitions) {
    return delegate().getSSPMetadata(partitions);
  }

  @Override
  public Map<SystemStreamPartition, String> getOffsetsAfter(
      Map<SystemStreamPartition, String> offsets) {
    return delegate().getOffsetsAfter(offsets);
  }

  @Override
  public Integer offsetComparator(String one, String other) {
    return delegate().offsetComparator(one, other);
  }

  @Override
  public boolean createStream(StreamSpec spec) {
    return delegate().createStream(spec);
  }

  @Override
  public void validateStream(StreamSpec spec) {
    delegate().validateStream(spec);
  }

  @Override
  public boolean clearStream(StreamSpec spec) {
    return delegate().clearStream(spec);
  }

  @Override
  public void deleteMessages(Map<SystemStreamPartition, String> offsets) {
    delegate().deleteMessages(offsets);
  }

  @Override
  public Set<SystemStream> getAllSystemStreams() {
    return delegate().getAllSystemStreams();
  }

  @Override
  public String resolveStartpointToOffset(SystemStreamPartition partition, Startpoint startpoint) {
    return delegate().resolveStartpointToOffset(partition, startpoint);
  }

  private Map<String, SystemStreamMetadata> describe(
      Set<String> streamNames, Function<Set<String>, Map<String, SystemStreamMetadata>> ask) {
    Map<String, SystemStreamMetadata> described = new HashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (String name : streamNames) {
      SystemStream stream = new SystemStream(system, name);
      Optional<Integer> planned = systems.plannedPartitions(stream);
      if (planned.isPresent()) {
        described.put(name, planned(name, planned.get()));
      } else if (systems.exists(stream, systems.names().origin(stream))) {
        unknown.add(name);
      } else {
        systems.missing(stream);
      }
    }
    if (unknown.isEmpty()) {
      return described;
    }
    StreamNames.Origin origin =
        systems.names().origin(new SystemStream(system, unknown.iterator().next()));
    Map<String, SystemStreamMetadata> answer =
        Failures.guard(
            systems.config(),
            origin.key(),
            origin.value(),
            "streams that system " + system + " can describe",
            () -> ask.apply(unknown));
    for (String name : unknown) {
      SystemStream stream = new SystemStream(system, name);
      SystemStreamMetadata metadata = answer.get(name);
      if (metadata == null) {
        systems.missing(stream);
      } else {
        SystemStreamMetadata seen = seen(stream, metadata);
        described.put(name, seen);
        systems.counted(stream, seen.getSystemStreamPartitionMetadata().size());
      }
    }
    return described;
  }

  private SystemStreamMetadata seen(SystemStream stream, SystemStreamMetadata metadata) {
    Map<Partition, SystemStreamPartitionMetadata> partitions =
        new HashMap<>(metadata.getSystemStreamPartitionMetadata());
    partitions.keySet().retainAll(systems.chosen(stream, Set.copyOf(partitions.keySet())));
    return new SystemStreamMetadata(stream.getStream(), partitions);
  }

  private static SystemStreamMetadata planned(String name, int partitions) {
    Map<Partition, SystemStreamPartitionMetadata> metadata = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      metadata.put(new Partition(i), new SystemStreamPartitionMetadata(null, null, null));
    }
    return new SystemStreamMetadata(name, metadata);
  }

  private SystemAdmin delegate() {
    return systems.admin(
        system,
        new StreamNames.Origin(
            "systems." + system + ".samza.factory",
            systems.config().get("systems." + system + ".samza.factory", "")));
  }
}
