package io.samzakeeper.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.Znodes;
import java.util.List;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.serializers.model.SamzaObjectMapper;
import org.slf4j.LoggerFactory;

/**
 * Loads, on a second thread, classes that the worker needs later, while its first thread sets up
 * logging and connects to ZooKeeper: loading and verifying classes is most of what a start costs.
 * Only speed hangs on it. A class that is missing, or cannot be loaded, shows itself where it is
 * used.
 */
final class Preloading {
  /**
   * Initialised, too, since that is what takes their time: TLS for ZooKeeper's client, tables of
   * Kafka's protocol and configuration. The initialisers of none of them lead back to a class that
   * leads to them: of two threads that enter such a circle at two places, each waits for the other.
   */
  private static final List<String> INITIALISED =
      List.of(
          "org.apache.zookeeper.common.ClientX509Util",
          "org.apache.kafka.common.protocol.ApiKeys",
          "org.apache.kafka.clients.consumer.ConsumerConfig",
          "org.apache.kafka.clients.producer.ProducerConfig");

  /** In the order in which they are needed; each brings those that its methods name. */
  private static final List<String> LINKED =
      List.of(
          "org.apache.zookeeper.ClientCnxnSocketNIO",
          "org.apache.zookeeper.ZooKeeper",
          "org.apache.curator.framework.imps.CuratorFrameworkImpl",
          "org.apache.curator.framework.recipes.cache.CuratorCacheImpl",
          "org.apache.samza.config.TaskConfig",
          "org.apache.samza.config.JobConfig",
          "org.apache.samza.container.SamzaContainer$",
          "org.apache.samza.container.SamzaContainer",
          "org.apache.samza.application.descriptors.ApplicationDescriptorUtil",
          "org.apache.samza.util.DiagnosticsUtil",
          "org.apache.samza.startpoint.StartpointManager",
          "org.apache.samza.system.kafka.KafkaSystemFactory",
          "org.apache.samza.system.kafka.KafkaSystemAdmin",
          "org.apache.kafka.clients.NetworkClient",
          "org.apache.kafka.clients.consumer.KafkaConsumer",
          "org.apache.kafka.clients.consumer.internals.Fetcher",
          "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator",
          "org.apache.samza.system.kafka.KafkaSystemConsumer",
          "org.apache.samza.system.kafka.KafkaConsumerProxy",
          "org.apache.samza.system.kafka.KafkaSystemProducer",
          "org.apache.samza.system.chooser.DefaultChooser",
          "org.apache.samza.system.SystemConsumers",
          "org.apache.samza.checkpoint.OffsetManager",
          "org.apache.samza.storage.ContainerStorageManager",
          "org.apache.samza.container.TaskInstance",
          "org.apache.samza.container.RunLoop",
          "org.apache.samza.metrics.JmxServer",
          "org.apache.samza.metrics.JvmMetrics",
          "org.apache.kafka.clients.producer.KafkaProducer",
          "org.apache.kafka.clients.producer.internals.Sender",
          "io.samzakeeper.samza.ZkCheckpointManager");

  private static final String SMALLEST_MODEL =
      """
      {"config": {}, "containers": {"0": {"processor-id": "0", "tasks": {"Partition 0": {
        "task-name": "Partition 0", "system-stream-partitions": [], "changelog-partition": 0,
        "task-mode": "Active"}}}}}
      """;

  private Preloading() {}

  /** Returns at once. */
  static void start() {
    Thread thread = new Thread(Preloading::load, "preloading");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    readSmallestRecord();
    readSmallestModel();
    INITIALISED.forEach(name -> load(name, true));
    LINKED.forEach(name -> load(name, false));
  }

  private static void readSmallestRecord() {
    byte[] smallest = Znodes.encode(new Assignment("0", "", "", 0, 0));
    Assignment unused = Znodes.decode("", smallest, Assignment.class);
  }

  /** What Jackson finds out about the classes of a job model is the larger part of reading one. */
  private static void readSmallestModel() {
    try {
      SamzaObjectMapper.getObjectMapper().readValue(SMALLEST_MODEL, JobModel.class);
    } catch (JsonProcessingException | LinkageError e) {
      LoggerFactory.getLogger(Preloading.class).debug("No model was read in advance", e);
    }
  }

  private static void load(String name, boolean initialise) {
    try {
      Class<?> loaded = Class.forName(name, initialise, Preloading.class.getClassLoader());
      // To list its methods is what makes the JVM link it, and load the types that they name.
      int methods = loaded.getDeclaredMethods().length;
      LoggerFactory.getLogger(Preloading.class).trace("{}: {} methods", name, methods);
    } catch (ClassNotFoundException | LinkageError e) {
      LoggerFactory.getLogger(Preloading.class).debug("{} is not preloaded", name, e);
    }
  }
}
