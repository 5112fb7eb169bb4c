package io.samzakeeper.planner;

import java.io.File;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.samza.application.StreamApplication;
import org.apache.samza.application.TaskApplication;
import org.apache.samza.application.descriptors.StreamApplicationDescriptor;
import org.apache.samza.application.descriptors.TaskApplicationDescriptor;
import org.apache.samza.config.Config;
import org.apache.samza.config.ConfigLoader;
import org.apache.samza.config.ConfigLoaderFactory;
import org.apache.samza.config.ConfigRewriter;
import org.apache.samza.config.MapConfig;
import org.apache.samza.context.ContainerContext;
import org.apache.samza.context.JobContext;
import org.apache.samza.metrics.MetricsRegistry;
import org.apache.samza.operators.KV;
import org.apache.samza.operators.windows.Windows;
import org.apache.samza.serializers.IntegerSerde;
import org.apache.samza.serializers.KVSerde;
import org.apache.samza.serializers.Serde;
import org.apache.samza.serializers.StringSerde;
import org.apache.samza.storage.StorageEngine;
import org.apache.samza.storage.StorageEngineFactory;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.system.descriptors.GenericInputDescriptor;
import org.apache.samza.system.descriptors.GenericOutputDescriptor;
import org.apache.samza.system.descriptors.GenericSystemDescriptor;
import org.apache.samza.task.AsyncStreamTask;
import org.apache.samza.task.MessageCollector;
import org.apache.samza.task.StreamTask;
import org.apache.samza.task.StreamTaskFactory;
import org.apache.samza.task.TaskCallback;
import org.apache.samza.task.TaskCoordinator;

/** Jobs and parts of jobs as users write them. */
final class SampleJobs {
  private SampleJobs() {}

  /** Low level, named by {@code task.class}. */
  public static final class Copy implements StreamTask {
    @Override
    public void process(
        IncomingMessageEnvelope envelope, MessageCollector collector, TaskCoordinator coordinator) {
      throw new UnsupportedOperationException("planning processes nothing");
    }
  }

  /** Low level, asynchronous. */
  public static final class CopyLater implements AsyncStreamTask {
    @Override
    public void processAsync(
        IncomingMessageEnvelope envelope,
        MessageCollector collector,
        TaskCoordinator coordinator,
        TaskCallback callback) {
      throw new UnsupportedOperationException("planning processes nothing");
    }
  }

  /** Low level, with descriptors. */
  public static final class CopyApplication implements TaskApplication {
    @Override
    public void describe(TaskApplicationDescriptor descriptor) {
      GenericSystemDescriptor files =
          new GenericSystemDescriptor("files", FileSystemFactory.class.getName());
      descriptor
          .withInputStream(files.getInputDescriptor("lines", new StringSerde()))
          .withOutputStream(files.getOutputDescriptor("copies", new StringSerde()))
          .withTaskFactory((StreamTaskFactory) Copy::new);
    }
  }

  /** High level: by word, counted in windows; so it has an intermediate stream and a store. */
  public static final class WordCount implements StreamApplication {
    @Override
    public void describe(StreamApplicationDescriptor descriptor) {
      GenericSystemDescriptor files =
          new GenericSystemDescriptor("files", FileSystemFactory.class.getName());
      GenericInputDescriptor<String> lines = files.getInputDescriptor("lines", new StringSerde());
      GenericOutputDescriptor<KV<String, String>> counts =
          files.getOutputDescriptor("counts", KVSerde.of(new StringSerde(), new StringSerde()));
      descriptor
          .withDefaultSystem(files)
          .getInputStream(lines)
          .map(line -> KV.of(line, line))
          .partitionBy(
              KV::getKey, KV::getValue, KVSerde.of(new StringSerde(), new StringSerde()), "by-word")
          .window(
              Windows.keyedTumblingWindow(
                  KV::getKey,
                  Duration.ofSeconds(5),
                  () -> 0,
                  (word, count) -> count + 1,
                  new StringSerde(),
                  new IntegerSerde()),
              "count")
          .map(pane -> KV.of(pane.getKey().getKey(), String.valueOf(pane.getMessage())))
          .sendTo(descriptor.getOutputStream(counts));
    }
  }

  /** An application that fails while it is described. */
  public static final class Broken implements StreamApplication {
    @Override
    public void describe(StreamApplicationDescriptor descriptor) {
      throw new IllegalStateException("no table of prices");
    }
  }

  /** Puts what the config says under {@code rewriter.input} into {@code task.inputs}. */
  public static final class InputRewriter implements ConfigRewriter {
    @Override
    public Config rewrite(String name, Config config) {
      Map<String, String> rewritten = new HashMap<>(config);
      rewritten.put("task.inputs", config.get("rewriter.input"));
      return new MapConfig(rewritten);
    }
  }

  /** A rewriter that cannot do it. */
  public static final class BrokenRewriter implements ConfigRewriter {
    @Override
    public Config rewrite(String name, Config config) {
      throw new IllegalArgumentException("no such stage: moon");
    }
  }

  /** Gives a fixed config, with what its properties say. */
  public static final class Loader implements ConfigLoaderFactory {
    @Override
    public ConfigLoader getLoader(Config properties) {
      return () ->
          new MapConfig(
              Map.of(
                  "job.name", properties.get("name"), "task.class", "A$B", "task.inputs", "a.b"));
    }
  }

  /** A loader whose source is not there; it says so on standard output. */
  public static final class UnreachableLoader implements ConfigLoaderFactory {
    @Override
    public ConfigLoader getLoader(Config properties) {
      System.out.println("asking the source");
      throw new UncheckedIOException(new ConnectException("Connection refused"));
    }
  }

  /** A store that planning only has to know the name of. */
  public static final class Store implements StorageEngineFactory<Object, Object> {
    @Override
    public StorageEngine getStorageEngine(
        String storeName,
        File storeDir,
        Serde<Object> keySerde,
        Serde<Object> msgSerde,
        MessageCollector changelogCollector,
        MetricsRegistry registry,
        SystemStreamPartition changelogPartition,
        JobContext jobContext,
        ContainerContext containerContext,
        StoreMode storeMode) {
      throw new UnsupportedOperationException("planning opens no stores");
    }
  }
}
