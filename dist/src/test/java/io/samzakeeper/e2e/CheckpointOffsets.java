package io.samzakeeper.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** What a checkpoint says: the offset of the last record processed, by stream partition. */
final class CheckpointOffsets {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckpointOffsets() {}

  /**
   * @return {@code <system>/<stream>/<partition>} to offset
   */
  static Map<String, Long> of(String path, byte[] data) {
    Map<String, Long> offsets = new TreeMap<>();
    try {
      for (JsonNode input : JSON.readTree(data).path("inputs")) {
        String stream = input.path("system").asText() + "/" + input.path("stream").asText();
        offsets.put(
            stream + "/" + input.path("partition").asInt(), input.path("offset").asLong(-1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
    return offsets;
  }
}
