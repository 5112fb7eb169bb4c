package io.samzakeeper.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;

/**
 * How the records of this package are written in a znode: a JSON object with the number of its
 * format first, so that people can read the tree and an older program refuses what it cannot know.
 */
public final class Znodes {
  /** The one format there is so far. */
  public static final int FORMAT = 1;

  private static final String FORMAT_FIELD = "format";
  private static final byte[] START_OF_NONE =
      ("{\"" + FORMAT_FIELD + "\":" + FORMAT).getBytes(UTF_8);
  private static final byte[] START = ("{\"" + FORMAT_FIELD + "\":" + FORMAT + ",").getBytes(UTF_8);
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private Znodes() {}

  public static byte[] encode(Record value) {
    try {
      byte[] fields = MAPPER.writeValueAsBytes(value); // an object, from brace to brace
      byte[] start = fields.length > 2 ? START : START_OF_NONE;
      byte[] whole = Arrays.copyOf(start, start.length + fields.length - 1);
      System.arraycopy(fields, 1, whole, start.length, fields.length - 1);
      return whole;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot encode " + value.getClass().getSimpleName(), e);
    }
  }

  /**
   * @param path where the bytes were read, for the message
   * @throws UnreadableZnodeException when the bytes are corrupt or of a newer format; the caller
   *     must not write over them
   */
  public static <T extends Record> T decode(String path, byte[] data, Class<T> type) {
    if (data.length == 0) {
      throw new UnreadableZnodeException(path, "it is empty", null);
    }
    JsonNode json;
    try {
      json = MAPPER.readTree(data);
    } catch (IOException e) {
      throw new UnreadableZnodeException(path, "it is not JSON", e);
    }
    if (!(json instanceof ObjectNode) || !json.path(FORMAT_FIELD).isInt()) {
      throw new UnreadableZnodeException(path, "it has no format number", null);
    }
    int format = json.path(FORMAT_FIELD).asInt();
    if (format != FORMAT) {
      throw new UnreadableZnodeException(
          path, "it has format " + format + ", this version reads format " + FORMAT, null);
    }
    ((ObjectNode) json).remove(FORMAT_FIELD);
    try {
      return MAPPER.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UnreadableZnodeException(path, "it is no " + type.getSimpleName(), e);
    }
  }
}
