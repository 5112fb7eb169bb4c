package io.samzakeeper.e2e;

import io.samzakeeper.e2e.BenchmarkFigures.Side;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Config of the jobs that the benchmark of workers measures, {@code key=value} each. */
final class WorkerJobs {
  private final Path work;

  /**
   * @param work has the package of jobs with state in {@code run/job}
   */
  WorkerJobs(Path work) {
    this.work = work;
  }

  /** The probe of the harness, which its own package has. */
  static String[] probe(String... more) {
    return join(new String[] {"job.container.count=3"}, more);
  }

  String[] filter(String... more) {
    return task("FilterTask", more);
  }

  /** Counts in a store whose changelog is this run's alone. */
  String[] count(Side side, int run, String... more) {
    return withState("CountTask", "integer", name(side, "count" + run), more);
  }

  /**
   * A task with a large store, which lies outside of containers, so that it can be found again:
   * beside them, in what their NodeManager keeps for the application. All NodeManagers share one
   * file system, so no absolute path would do.
   *
   * @param values how many of 1 KB each task writes
   */
  String[] bulk(Side side, String name, long values, String... more) {
    String own = name(side, name);
    String[] config = {
      "job.container.count=1",
      "bulk.values=" + values,
      "job.host-affinity.enabled=true",
      "job.logged.store.base.dir=../state"
    };
    return withState("BulkTask", "bytes", own, join(config, more));
  }

  /** The unpacked package of the tasks above, whose scripts submit them for stock. */
  Path unpacked() {
    return work.resolve("run/job/unpacked");
  }

  private String[] withState(String task, String serde, String own, String... more) {
    String[] config = {
      "serializers.registry.integer.class=org.apache.samza.serializers.IntegerSerdeFactory",
      "serializers.registry.bytes.class=org.apache.samza.serializers.ByteSerdeFactory",
      "stores.state.factory=org.apache.samza.storage.kv.RocksDbKeyValueStorageEngineFactory",
      "stores.state.changelog=kafka." + own + "-changelog",
      "stores.state.changelog.replication.factor=1",
      "stores.state.key.serde=string",
      "stores.state.msg.serde=" + serde,
      "cluster-manager.container.memory.mb=1024"
    };
    return task(task, join(config, more));
  }

  private String[] task(String name, String... more) {
    String[] config = {
      "yarn.package.path=" + work.resolve("run/job/package.tar.gz").toUri(),
      "task.class=io.samzakeeper.e2e.jobs." + name
    };
    return join(config, more);
  }

  private static String name(Side side, String what) {
    return side.name().toLowerCase(Locale.ROOT) + "-" + what;
  }

  private static String[] join(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
  }
}
