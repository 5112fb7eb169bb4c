package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.InvalidConfigException;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a job's properties file, as Java writes them, in UTF-8. */
final class PropertiesSource {
  private PropertiesSource() {}

  /**
   * @param key the flag or key that named the file, for messages
   * @param location a path, or a {@code file:} URI
   * @throws InvalidConfigException when there is no such file, or it is malformed
   */
  static SortedMap<String, String> read(String key, String location) {
    Path file = path(key, location);
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new InvalidConfigException(key, location, "a properties file; there is none", e);
    } catch (CharacterCodingException e) {
      throw new InvalidConfigException(
          key, location, "a properties file in UTF-8; this one is not", e);
    } catch (IOException e) {
      throw new InvalidConfigException(
          key, location, "a properties file that can be read: " + e.getMessage(), e);
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigException(
          key,
          location,
          "a well-formed properties file; line " + malformedLine(text) + ": " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
    SortedMap<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    resolveJar(values, file);
    return values;
  }

  /** A jar that a file names is found from that file, wherever the command is run. */
  private static void resolveJar(SortedMap<String, String> values, Path file) {
    values.computeIfPresent(
        ConfigKey.JOB_JAR.key(),
        (key, jar) ->
            jar.contains(":")
                ? jar
                : file.toAbsolutePath().resolveSibling(jar).normalize().toString());
  }

  private static Path path(String key, String location) {
    try {
      return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigException(key, location, "a path or a file: URI", e);
    }
  }

  /** The first line, counted from 1, up to which the text cannot be read. */
  private static int malformedLine(String text) {
    String[] lines = text.split("\n", -1);
    StringBuilder upTo = new StringBuilder();
    for (int i = 0; i < lines.length; i++) {
      upTo.append(lines[i]).append('\n');
      try {
        new Properties().load(new StringReader(upTo.toString()));
      } catch (IllegalArgumentException | IOException e) {
        return i + 1;
      }
    }
    return lines.length;
  }
}
