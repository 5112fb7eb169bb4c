package io.samzakeeper.e2e;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** The config of a test's job: a stock config with the grid's addresses. */
final class JobConfig {
  private final Properties properties = new Properties();

  /** The common part, with no job in it yet, from the stock package. */
  static JobConfig stock(Cluster cluster, String name) {
    JobConfig config = new JobConfig();
    try (BufferedReader in = Files.newBufferedReader(BuildOutput.jobProperties())) {
      config.properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String kafka = cluster.topics().bootstrapServers();
    String zooKeeper = cluster.grid().zooKeeperConnect();
    return config
        .with("job.name", name)
        .with("yarn.package.path", BuildOutput.jobPackage().toUri().toString())
        .with("systems.kafka.consumer.bootstrap.servers", kafka)
        .with("systems.kafka.consumer.zookeeper.connect", zooKeeper)
        .with("systems.kafka.producer.bootstrap.servers", kafka)
        .with("keeper.zk.connect", zooKeeper);
  }

  static JobConfig copyOf(JobConfig other) {
    JobConfig config = new JobConfig();
    config.properties.putAll(other.properties);
    return config;
  }

  JobConfig with(String key, String value) {
    properties.setProperty(key, value);
    return this;
  }

  JobConfig without(String key) {
    properties.remove(key);
    return this;
  }

  SortedMap<String, String> values() {
    SortedMap<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, get(key)));
    return values;
  }

  String get(String key) {
    return properties.getProperty(key);
  }

  Path writeTo(Path file) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
