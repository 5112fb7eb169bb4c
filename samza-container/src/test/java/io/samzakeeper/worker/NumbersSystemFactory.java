package io.samzakeeper.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.samza.Partition;
import org.apache.samza.config.Config;
import org.apache.samza.metrics.MetricsRegistry;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemAdmin;
import org.apache.samza.system.SystemConsumer;
import org.apache.samza.system.SystemFactory;
import org.apache.samza.system.SystemProducer;
import org.apache.samza.system.SystemStreamMetadata;
import org.apache.samza.system.SystemStreamMetadata.SystemStreamPartitionMetadata;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.util.BlockingEnvelopeMap;

/**
 * A system in memory whose streams hold the numbers from 0 on, their own offsets: {@code
 * numbers.count} in each of two partitions. {@code numbers.end}: whether the stream ends then;
 * {@code numbers.end.of}: the one partition that does.
 */
@SuppressWarnings("deprecation") // the newer methods call these
public final class NumbersSystemFactory implements SystemFactory {
  static final int PARTITIONS = 2;

  @Override
  public SystemConsumer getConsumer(String system, Config config, MetricsRegistry registry) {
    return new Numbers(
        registry,
        config.getInt("numbers.count"),
        config.getBoolean("numbers.end", false),
        config.getInt("numbers.end.of", -1));
  }

  @Override
  public SystemProducer getProducer(String system, Config config, MetricsRegistry registry) {
    throw new UnsupportedOperationException("numbers are read only");
  }

  @Override
  public SystemAdmin getAdmin(String system, Config config) {
    return new Admin(config.getInt("numbers.count"));
  }

  private static final class Numbers extends BlockingEnvelopeMap {
    private final int count;
    private final boolean end;
    private final int endOf;
    private final Map<SystemStreamPartition, Integer> starts = new HashMap<>();

    Numbers(MetricsRegistry registry, int count, boolean end, int endOf) {
      super(registry);
      this.endOf = endOf;
      this.count = count;
      this.end = end;
    }

    @Override
    public void register(SystemStreamPartition partition, String offset) {
      super.register(partition, offset);
      starts.put(partition, Integer.parseInt(offset));
    }

    @Override
    public void start() {
      starts.forEach(this::produce);
    }

    private void produce(SystemStreamPartition partition, int start) {
      try {
        for (int i = start; i < count; i++) {
          put(partition, new IncomingMessageEnvelope(partition, Integer.toString(i), null, i));
        }
        if (end || partition.getPartition().getPartitionId() == endOf) {
          put(partition, IncomingMessageEnvelope.buildEndOfStreamEnvelope(partition));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void stop() {}
  }

  private record Admin(int count) implements SystemAdmin {
    @Override
    public Map<SystemStreamPartition, String> getOffsetsAfter(
        Map<SystemStreamPartition, String> offsets) {
      Map<SystemStreamPartition, String> after = new HashMap<>();
      offsets.forEach(
          (partition, offset) ->
              after.put(partition, Integer.toString(Integer.parseInt(offset) + 1)));
      return after;
    }

    @Override
    public Map<String, SystemStreamMetadata> getSystemStreamMetadata(Set<String> streams) {
      Map<String, SystemStreamMetadata> metadata = new HashMap<>();
      for (String stream : streams) {
        Map<Partition, SystemStreamPartitionMetadata> partitions = new HashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
          partitions.put(
              new Partition(i),
              new SystemStreamPartitionMetadata(
                  "0", Integer.toString(count - 1), Integer.toString(count)));
        }
        metadata.put(stream, new SystemStreamMetadata(stream, partitions));
      }
      return metadata;
    }

    @Override
    public Integer offsetComparator(String one, String other) {
      if (one == null || other == null) {
        return null; // not comparable: Samza asks so for the first offset of a partition
      }
      return Integer.compare(Integer.parseInt(one), Integer.parseInt(other));
    }
  }
}
