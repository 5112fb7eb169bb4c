package io.samzakeeper.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a {@link Snapshot} is written in JSON. Each name stands there once, as the key of an object,
 * so that topics may have any name and a partition costs little more than its offset.
 *
 * @param id left out if empty
 * @param inputs system to stream to partition, {@code 3} or, of a key bucket, {@code 3/0}, to
 *     offset, which may be null
 * @param state left out if empty
 */
@JsonInclude(Include.NON_EMPTY)
record CheckpointForm(
    String id,
    @JsonInclude(value = Include.ALWAYS, content = Include.ALWAYS)
        Map<String, Map<String, Map<String, String>>> inputs,
    SortedMap<String, SortedMap<String, String>> state) {

  @JsonCreator
  CheckpointForm(
      @JsonProperty("id") String id,
      @JsonProperty("inputs") Map<String, Map<String, Map<String, String>>> inputs,
      @JsonProperty("state") SortedMap<String, SortedMap<String, String>> state) {
    this.id = id == null ? "" : id;
    this.inputs = inputs == null ? Map.of() : inputs;
    this.state = state == null ? new TreeMap<>() : state;
  }

  static CheckpointForm of(Snapshot snapshot) {
    Map<String, Map<String, Map<String, String>>> inputs = new LinkedHashMap<>();
    for (Input input : snapshot.inputs()) {
      inputs
          .computeIfAbsent(input.system(), system -> new LinkedHashMap<>())
          .computeIfAbsent(input.stream(), stream -> new LinkedHashMap<>())
          .put(
              input.keyBucket() < 0
                  ? Integer.toString(input.partition())
                  : input.partition() + "/" + input.keyBucket(),
              input.offset());
    }
    return new CheckpointForm(snapshot.id(), inputs, snapshot.state());
  }

  Snapshot toSnapshot() {
    List<Input> found = new ArrayList<>();
    inputs.forEach(
        (system, streams) ->
            streams.forEach(
                (stream, partitions) ->
                    partitions.forEach(
                        (partition, offset) ->
                            found.add(input(system, stream, partition, offset)))));
    return new Snapshot(id, List.copyOf(found), state);
  }

  private static Input input(String system, String stream, String partition, String offset) {
    int slash = partition.indexOf('/');
    return slash < 0
        ? new Input(system, stream, Integer.parseInt(partition), -1, offset)
        : new Input(
            system,
            stream,
            Integer.parseInt(partition.substring(0, slash)),
            Integer.parseInt(partition.substring(slash + 1)),
            offset);
  }
}
