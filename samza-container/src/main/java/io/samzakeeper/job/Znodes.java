package io.samzakeeper.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * How the records of this package are written in a znode: a JSON object with the number of its
 * format first, so that people can read the tree and an older program refuses what it cannot know.
 */
public final class Znodes {
  /** The one format there is so far. */
  public static final int FORMAT = 1;

  private static final String FORMAT_FIELD = "format";
  private static final String START_OF_NONE = "{\"" + FORMAT_FIELD + "\":" + FORMAT;
  private static final String START = START_OF_NONE + ",";
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              // Partitions are names of fields, too many for a table of all names that were read.
              JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build())
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addMixIn(Record.class, WithFormat.class);

  /** The number of the format stands among a record's own fields, and is none of them. */
  @JsonIgnoreProperties(FORMAT_FIELD)
  private interface WithFormat {}

  private Znodes() {}

  public static byte[] encode(Record value) {
    try {
      byte[] fields = MAPPER.writeValueAsBytes(value); // an object, from brace to brace
      byte[] start = (fields.length > 2 ? START : START_OF_NONE).getBytes(UTF_8);
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
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableZnodeException(path, "it is not UTF-8", e);
    }
    if (text.startsWith(START)) {
      try {
        return MAPPER.readValue(text, type);
      } catch (JsonProcessingException e) {
        return decodeSlowly(path, text, type); // which says what is wrong with it
      }
    }
    return decodeSlowly(path, text, type);
  }

  /** By way of a tree, which takes twice as long: the format's number may be anywhere in it. */
  private static <T extends Record> T decodeSlowly(String path, String text, Class<T> type) {
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
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
    try {
      return MAPPER.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UnreadableZnodeException(path, "it is no " + type.getSimpleName(), e);
    }
  }
}
