package io.samzakeeper.planner;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.samza.Partition;
import org.apache.samza.config.Config;
import org.apache.samza.job.model.ContainerModel;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamPartition;

/**
 * Which partitions of which streams a plan gave to its tasks. Streams that are broadcast are not
 * among them: the config names their partitions one by one.
 */
record KnownInputs(Map<SystemStream, Set<Partition>> partitions) {
  static final KnownInputs NONE = new KnownInputs(Map.of());

  static KnownInputs of(JobModel model) {
    Map<SystemStream, Set<Partition>> partitions = new HashMap<>();
    for (ContainerModel container : model.getContainers().values()) {
      for (TaskModel task : container.getTasks().values()) {
        for (SystemStreamPartition input : task.getSystemStreamPartitions()) {
          if (!isBroadcast(input.getSystemStream(), model.getConfig())) {
            partitions
                .computeIfAbsent(input.getSystemStream(), stream -> new HashSet<>())
                .add(input.getPartition());
          }
        }
      }
    }
    return new KnownInputs(partitions);
  }

  boolean has(SystemStream stream) {
    return partitions.containsKey(stream);
  }

  /** The same ones again, whatever the stream has by now; all of one that was not known. */
  Set<Partition> asBefore(SystemStream stream, Set<Partition> actual) {
    Set<Partition> taken = new HashSet<>(actual);
    if (has(stream)) {
      taken.retainAll(partitions.get(stream));
    }
    return taken;
  }

  private static boolean isBroadcast(SystemStream stream, Config config) {
    return config
        .get("task.broadcast.inputs", "")
        .contains(stream.getSystem() + "." + stream.getStream() + "#");
  }
}
