package io.samzakeeper.planner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.samza.Partition;
import org.apache.samza.config.Config;
import org.apache.samza.metrics.MetricsRegistry;
import org.apache.samza.system.StreamSpec;
import org.apache.samza.system.StreamValidationException;
import org.apache.samza.system.SystemAdmin;
import org.apache.samza.system.SystemConsumer;
import org.apache.samza.system.SystemFactory;
import org.apache.samza.system.SystemProducer;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamMetadata;
import org.apache.samza.system.SystemStreamMetadata.SystemStreamPartitionMetadata;
import org.apache.samza.system.SystemStreamPartition;

/**
 * A system for tests: a directory ({@code systems.<name>.directory}) with a file for each stream,
 * which holds its partition count and then its records. Like a broker that creates topics by
 * itself, it makes a stream of one partition when it is asked for one that is not there.
 */
@SuppressWarnings("deprecation") // the methods that every factory must have are deprecated ones
public final class FileSystemFactory implements SystemFactory {
  @Override
  public SystemAdmin getAdmin(String systemName, Config config) {
    return new Admin(systemName, directory(systemName, config));
  }

  @Override
  public SystemConsumer getConsumer(String systemName, Config config, MetricsRegistry registry) {
    return new FileSystemConsumer(directory(systemName, config));
  }

  @Override
  public SystemProducer getProducer(String systemName, Config config, MetricsRegistry registry) {
    return new FileSystemProducer(directory(systemName, config));
  }

  private static Path directory(String systemName, Config config) {
    return Path.of(config.get("systems." + systemName + ".directory"));
  }

  private record Admin(String system, Path directory) implements SystemAdmin {
    @Override
    public Map<String, SystemStreamMetadata> getSystemStreamMetadata(Set<String> streamNames) {
      return streamNames.stream()
          .collect(
              Collectors.toMap(
                  name -> name, name -> new SystemStreamMetadata(name, partitions(name))));
    }

    @Override
    public boolean createStream(StreamSpec spec) {
      Path file = directory.resolve(spec.getPhysicalName());
      if (Files.exists(file)) {
        return false;
      }
      write(file, spec.getPartitionCount());
      return true;
    }

    @Override
    public void validateStream(StreamSpec spec) {
      int actual = partitions(spec.getPhysicalName()).size();
      if (actual != spec.getPartitionCount()) {
        throw new StreamValidationException(
            "expected " + spec.getPartitionCount() + " partitions, got " + actual);
      }
    }

    @Override
    public boolean clearStream(StreamSpec spec) {
      try {
        return Files.deleteIfExists(directory.resolve(spec.getPhysicalName()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Set<SystemStream> getAllSystemStreams() {
      try (Stream<Path> files = Files.list(directory)) {
        return files
            .map(file -> new SystemStream(system, file.getFileName().toString()))
            .collect(Collectors.toSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Map<SystemStreamPartition, String> getOffsetsAfter(
        Map<SystemStreamPartition, String> offsets) {
      throw new UnsupportedOperationException("planning reads nothing");
    }

    @Override
    public Integer offsetComparator(String one, String other) {
      throw new UnsupportedOperationException("planning reads nothing");
    }

    private Map<Partition, SystemStreamPartitionMetadata> partitions(String stream) {
      Path file = directory.resolve(stream);
      int count;
      try {
        count = Integer.parseInt(Files.readAllLines(file).get(0));
      } catch (NoSuchFileException e) {
        write(file, 1);
        count = 1;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Map<Partition, SystemStreamPartitionMetadata> partitions = new HashMap<>();
      for (int i = 0; i < count; i++) {
        partitions.put(new Partition(i), new SystemStreamPartitionMetadata("0", "0", "1"));
      }
      return partitions;
    }

    private static void write(Path file, int partitions) {
      try {
        Files.writeString(file, Integer.toString(partitions));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
