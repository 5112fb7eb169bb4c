package io.samzakeeper.planner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemConsumer;
import org.apache.samza.system.SystemStreamPartition;

/** Gives all records of a stream at once, then none. */
final class FileSystemConsumer implements SystemConsumer {
  private final Path directory;
  private final Set<SystemStreamPartition> given = new HashSet<>();

  FileSystemConsumer(Path directory) {
    this.directory = directory;
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public void register(SystemStreamPartition partition, String offset) {}

  @Override
  public Map<SystemStreamPartition, List<IncomingMessageEnvelope>> poll(
      Set<SystemStreamPartition> partitions, long timeout) {
    Map<SystemStreamPartition, List<IncomingMessageEnvelope>> records = new HashMap<>();
    for (SystemStreamPartition partition : partitions) {
      if (given.add(partition)) {
        records.put(partition, read(partition));
      }
    }
    return records;
  }

  private List<IncomingMessageEnvelope> read(SystemStreamPartition partition) {
    Base64.Decoder decoder = Base64.getDecoder();
    try {
      return Files.readAllLines(directory.resolve(partition.getStream())).stream()
          .skip(1)
          .map(line -> line.split(" ", 2))
          .map(
              parts ->
                  new IncomingMessageEnvelope(
                      partition, "0", decoder.decode(parts[0]), decoder.decode(parts[1])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
