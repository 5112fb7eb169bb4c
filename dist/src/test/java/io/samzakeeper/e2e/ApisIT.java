package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Samza's ways to write a job, each as a job of a stock package with known counts. */
@ExtendWith(ClusterExtension.class)
class ApisIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Cluster cluster;

  ApisIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /** A RocksDB store with changelog: counts go on where they were when a worker is replaced. */
  @Test
  void storeIsRestoredWhenItsWorkerIsReplaced() {
    String name = cluster.uniqueName("word-count");
    JobConfig config = wordCount(cluster, name);
    cluster.topics().send(name + "-in", Topics.repeat("to be or not to be", 50));
    try (Job job = Job.start(cluster, config);
        Output output = new Output(cluster.topics(), name + "-out", 1)) {
      awaitContains(output.lines(), "be 100");
      awaitContains(output.lines(), "not 50");
      assertThat(output.lines()).as("one output for each word").hasSize(300);

      awaitCheckpoint(job, 50);
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      before.get("0").kill();
      job.awaitReplaced("0", before.get("0"));
      cluster.topics().send(name + "-in", "to be");
      awaitContains(output.lines(), "be 101");
      awaitContains(output.lines(), "to 101");
    }
  }

  @Test
  void asynchronousTaskLosesNothing() {
    try (EchoJob echo =
        EchoJob.start(
            cluster,
            "async",
            2,
            1,
            config ->
                config
                    .with("task.class", "io.samzakeeper.e2e.jobs.AsyncEchoTask")
                    .with("task.max.concurrency", "4"))) {
      echo.checkNothingLost();
      SortedMap<String, ContainerProcess> before = echo.job().awaitAllRunning();
      before.get("0").kill();
      echo.job().awaitReplaced("0", before.get("0"));
      echo.checkInvariants(before, Set.of("0"));
    }
  }

  /** An application class, an intermediate stream that planning creates, windows. */
  @Test
  void highLevelApplicationCountsInWindows() {
    String name = cluster.uniqueName("windows");
    cluster.topics().create(name + "-in", 2);
    cluster.topics().create(name + "-out", 1);
    JobConfig config =
        JobConfig.stock(cluster, name)
            .with("job.container.count", "2")
            .with("app.class", "io.samzakeeper.e2e.jobs.WordWindowsApplication")
            .with("windows.input", name + "-in")
            .with("echo.output", name + "-out");
    cluster.topics().send(name + "-in", Topics.repeat("a rose is a rose is a rose", 40));
    try (Job job = Job.start(cluster, config);
        Output output = new Output(cluster.topics(), name + "-out", 1)) {
      await("windows that add up")
          .atMost(PATIENCE)
          .until(() -> sums(output.lines()), Map.of("a", 120, "rose", 120, "is", 80)::equals);
      assertThat(job.workers()).hasSize(2);
      assertThat(cluster.topics().names()).anyMatch(topic -> topic.contains("by-word"));

      cluster.topics().send(name + "-in", Topics.repeat("a rose is a rose is a rose", 40));
      assertThat(job.keeper("drain").requireExitCode(0).output())
          .contains("2 of 2 processors completed");
      long lines =
          job.tree().readChildrenBytes(job.tree().paths().checkpoints()).entrySet().stream()
              .flatMap(
                  znode ->
                      CheckpointOffsets.of(znode.getKey(), znode.getValue().value())
                          .entrySet()
                          .stream())
              .filter(offset -> offset.getKey().contains(name + "-in"))
              .mapToLong(offset -> offset.getValue() + 1)
              .sum();
      await("what was taken in has gone through all stages")
          .atMost(PATIENCE)
          .until(
              () -> sums(output.lines()).values().stream().mapToLong(Integer::longValue).sum(),
              words -> words == lines * 8);
    }
  }

  /** A job of one worker with a RocksDB store and its changelog, with its topics made. */
  static JobConfig wordCount(Cluster cluster, String name) {
    cluster.topics().create(name + "-in", 1);
    cluster.topics().create(name + "-out", 1);
    return JobConfig.stock(cluster, name)
        .with("job.container.count", "1")
        .with("task.class", "io.samzakeeper.e2e.jobs.WordCountTask")
        .with("task.inputs", "kafka." + name + "-in")
        .with("echo.output", name + "-out")
        .with(
            "stores.counts.factory",
            "org.apache.samza.storage.kv.RocksDbKeyValueStorageEngineFactory")
        .with("stores.counts.key.serde", "string")
        .with("stores.counts.msg.serde", "integer")
        .with("stores.counts.changelog", "kafka." + name + "-changelog")
        .with("stores.counts.changelog.replication.factor", "1");
  }

  private static Map<String, Integer> sums(List<String> windows) {
    Map<String, Integer> sums = new HashMap<>();
    for (String window : windows) {
      String[] fields = window.split(" ", -1);
      sums.merge(fields[0], Integer.parseInt(fields[1]), Integer::sum);
    }
    return sums;
  }

  static void awaitContains(List<String> output, String line) {
    await("output " + line).atMost(PATIENCE).until(() -> output.contains(line));
  }

  /** Waits until the one task of the job has committed this many records. */
  private void awaitCheckpoint(Job job, long records) {
    await("a checkpoint of all records")
        .atMost(PATIENCE)
        .until(
            () ->
                job.tree().readChildrenBytes(job.tree().paths().checkpoints()).entrySet().stream()
                    .flatMap(
                        znode ->
                            CheckpointOffsets.of(znode.getKey(), znode.getValue().value())
                                .values()
                                .stream())
                    .anyMatch(offset -> offset >= records - 1));
  }
}
