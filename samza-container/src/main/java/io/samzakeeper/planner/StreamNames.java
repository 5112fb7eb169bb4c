package io.samzakeeper.planner;

import java.util.Arrays;
import java.util.Map;
import org.apache.samza.config.Config;
import org.apache.samza.config.MapConfig;
import org.apache.samza.config.StreamConfig;
import org.apache.samza.system.SystemStream;

/** Which key of the config brought a stream into the job: the one to name when it is not there. */
final class StreamNames {
  private final Config config;
  private final StreamConfig streams;

  StreamNames(Map<String, String> config) {
    this.config = new MapConfig(config);
    this.streams = new StreamConfig(this.config);
  }

  /** A key and the part of its value that is about one stream. */
  record Origin(String key, String value) {}

  Origin origin(SystemStream stream) {
    String name = stream.getSystem() + "." + stream.getStream();
    for (String key : new String[] {"task.inputs", "task.broadcast.inputs"}) {
      boolean listed =
          Arrays.stream(config.getOrDefault(key, "").split(","))
              .map(item -> item.strip().replaceFirst("#.*$", ""))
              .anyMatch(name::equals);
      if (listed) {
        return new Origin(key, name);
      }
    }
    for (String id : streams.getStreamIds()) {
      if (stream.getSystem().equals(streams.getSystem(id))
          && stream.getStream().equals(streams.getPhysicalName(id))) {
        return new Origin("streams." + id + ".samza.physical.name", stream.getStream());
      }
    }
    return new Origin("task.inputs", name);
  }
}
