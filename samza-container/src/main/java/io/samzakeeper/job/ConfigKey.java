package io.samzakeeper.job;

import java.util.List;
import java.util.Optional;

/**
 * Every config key that we read ourselves, Samza's with Samza's defaults. Keys that only Samza's
 * own classes read (systems, streams, serializers, stores, ...) pass through to them unchanged. The
 * table in docs/config.md is made from this list.
 */
public enum ConfigKey {
  APP_NAME("app.name", Type.TEXT, null, "name of the application; wins over job.name"),
  APP_ID("app.id", Type.TEXT, null, "id of the application; wins over job.id"),
  JOB_NAME("job.name", Type.TEXT, null, "name of the job; needed where app.name is not given"),
  JOB_ID("job.id", Type.TEXT, "1", "tells apart instances of one job"),
  LOADER_FACTORY(
      "job.config.loader.factory",
      Type.TEXT,
      "org.apache.samza.config.loaders.PropertiesConfigLoaderFactory",
      "what loads the config; anything but the default runs in the planner process"),
  LOADER_PROPERTIES_PATH(
      "job.config.loader.properties.path",
      Type.TEXT,
      null,
      "the file that the default loader reads"),

  ZK_CONNECT(
      "keeper.zk.connect",
      Type.TEXT,
      null,
      "the ZooKeeper ensemble, host:port[,host:port...][/chroot]; needed; a submission makes the"
          + " chroot if it is not there",
      "job.coordinator.zk.connect"),
  ZK_ROOT(
      "keeper.zk.root", Type.TEXT, "/samza-keeper", "znode below which all jobs have their trees"),
  ZK_ACL(
      "keeper.zk.acl",
      Type.TEXT,
      "digest",
      "who may read and write the job's tree: who has the user's secret, which is in the staging"
          + " directory (digest), who is known to ZooKeeper as the user, by Kerberos for instance"
          + " (sasl), or everybody (open)"),
  ZK_CLIENT_CONFIG(
      "keeper.zk.client.config",
      Type.TEXT,
      null,
      "file with properties of ZooKeeper's own client, for TLS and SASL: absolute, and at the same"
          + " place on each host"),
  ZK_SESSION_TIMEOUT_MS(
      "keeper.zk.session.timeout.ms",
      Type.COUNT,
      "6000",
      "how long a silent process counts as alive; the ensemble allows 2 to 20 of its ticks"),
  ZK_OUTAGE_MAX_MS(
      "keeper.zk.outage.max.ms",
      Type.NUMBER,
      "300000",
      "how long workers and the leader go on without ZooKeeper where its servers say, or their"
          + " machines, that there is no quorum; 0: not at all"),

  PACKAGE_PATH(
      "yarn.package.path",
      Type.TEXT,
      null,
      "the job's package, a tgz with bin, config and lib; any file system that Hadoop knows"),
  JOB_JAR(
      "keeper.job.jar",
      Type.TEXT,
      null,
      "the job's jar where there is no package; relative to the config file; --jar"),
  STAGING_DIR(
      "keeper.staging.dir",
      Type.TEXT,
      null,
      "where framework and jars are uploaded; default: this key of the Hadoop config, then"
          + " .samza-keeper in the user's home on the default file system"),

  CONTAINER_COUNT("job.container.count", Type.COUNT, "1", "workers", "yarn.container.count"),
  CONTAINER_MEMORY_MB(
      "cluster-manager.container.memory.mb",
      Type.COUNT,
      "1024",
      "memory of a worker's container, MB",
      "yarn.container.memory.mb"),
  CONTAINER_CORES(
      "cluster-manager.container.cpu.cores",
      Type.COUNT,
      "1",
      "virtual cores of a worker's container",
      "yarn.container.cpu.cores"),
  AUTOSIZING_ENABLED(
      "job.autosizing.enabled",
      Type.FLAG,
      "false",
      "whether the job.autosizing.* keys below win over those above"),
  AUTOSIZING_CONTAINER_COUNT(
      "job.autosizing.container.count", Type.COUNT, null, "workers, with autosizing"),
  AUTOSIZING_MEMORY_MB(
      "job.autosizing.container.memory.mb",
      Type.COUNT,
      null,
      "memory of a worker's container with autosizing, MB"),
  AUTOSIZING_CORES(
      "job.autosizing.container.cpu.cores",
      Type.COUNT,
      null,
      "virtual cores of a worker's container, with autosizing"),
  AUTOSIZING_HEAP_MB(
      "job.autosizing.container.maxheap.mb",
      Type.COUNT,
      null,
      "heap of a worker with autosizing, MB; wins over an -Xmx in task.opts"),
  CONTAINER_LABEL("yarn.container.label", Type.TEXT, null, "node label for workers"),
  QUEUE("yarn.queue", Type.TEXT, null, "YARN queue; default: the cluster's"),
  APPLICATION_TYPE("yarn.application.type", Type.TEXT, "Samza", "type shown by YARN"),
  VIEW_ACL("yarn.job.view.acl", Type.TEXT, null, "who may view the application"),
  MODIFY_ACL("yarn.job.modify.acl", Type.TEXT, null, "who may modify the application"),

  AM_MEMORY_MB(
      "yarn.am.container.memory.mb", Type.COUNT, "1024", "memory of the AM's container, MB"),
  AM_CORES("yarn.am.container.cpu.cores", Type.COUNT, "1", "virtual cores of the AM's container"),
  AM_LABEL("yarn.am.container.label", Type.TEXT, null, "node label for the AM"),
  AM_OPTS("yarn.am.opts", Type.TEXT, "", "JVM options of the AM"),
  AM_JAVA_HOME("yarn.am.java.home", Type.TEXT, null, "Java of the AM; default: the NodeManager's"),
  AM_MAX_ATTEMPTS(
      "keeper.am.max.attempts",
      Type.SEVERAL,
      "20",
      "counted failures of the AM's container within the interval below that end the application;"
          + " YARN caps it at yarn.resourcemanager.am.global.max-attempts, and with 1 it would end"
          + " the application whenever that container is lost, counted or not"),
  AM_VALIDITY_INTERVAL_MS(
      "keeper.am.attempt.failures.validity.interval.ms",
      Type.COUNT,
      "600000",
      "failures of the AM's container that are older do not count"),
  AM_HEARTBEAT_MS(
      "keeper.am.heartbeat.ms",
      Type.COUNT,
      "500",
      "longest time between two exchanges with the RM"),
  AM_RM_TIMEOUT_MS(
      "keeper.am.rm.timeout.ms",
      Type.COUNT,
      "20000",
      "how long a leader goes on that the RM does not answer, where another candidate could lead"),

  STANDBY_COUNT(
      "keeper.am.standby.count",
      Type.NATURAL,
      "1",
      "AMs that stand by in containers of their own, ready to lead at once; 0 for none"),

  SPARE_COUNT(
      "keeper.spare.count",
      Type.NATURAL,
      "0",
      "workers that wait, warm and without tasks, in containers of their own, to take the place of"
          + " one that fails"),

  HANG_TIMEOUT_MS(
      "keeper.worker.hang.timeout.ms",
      Type.NUMBER,
      "600000",
      "how long a worker's run loop may make no progress, while ZooKeeper answers, until the worker"
          + " ends as hung and is replaced; 0: as long as it likes"),
  REPORT_MS(
      "keeper.worker.report.ms",
      Type.COUNT,
      "5000",
      "how often a worker tells the leader how it fares: messages, lag, commits, CPU, memory"),
  METRICS_PORT(
      "keeper.worker.metrics.port",
      Type.NUMBER,
      "0",
      "port at which each worker serves its metrics for Prometheus; 0: one that is free; negative:"
          + " none"),

  TASK_EXECUTE(
      "task.execute",
      Type.TEXT,
      "bin/run-container.sh",
      "only the default is allowed: the worker is started by a script of ours"),
  TASK_OPTS("task.opts", Type.TEXT, "", "JVM options of a worker"),
  TASK_JAVA_HOME("task.java.home", Type.TEXT, null, "Java of a worker; default: the NodeManager's"),
  ADDITIONAL_CLASSPATH_DIR(
      "additional.classpath.dir",
      Type.TEXT,
      null,
      "a directory of jars on the nodes, added to workers"),
  LOGGED_STORE_BASE_DIR(
      "job.logged.store.base.dir",
      Type.TEXT,
      null,
      "where stores with a changelog live on the nodes; default: the container's directory"),
  LAUNCH_TIMEOUT_MS(
      "keeper.worker.launch.timeout.ms",
      Type.COUNT,
      "120000",
      "how long a started container may take until its worker reports in"),

  MAX_UNAVAILABLE(
      "keeper.rollout.max.unavailable",
      Type.COUNT,
      "1",
      "how many workers may be down at once for a change of config; those whose tasks move all are"),
  ROLL_OUT_WATCH_MS(
      "keeper.rollout.watch.ms",
      Type.NATURAL,
      "10000",
      "how long a change of config is watched once it is everywhere: a worker that fails until then"
          + " takes it back"),

  HOST_AFFINITY(
      "job.host-affinity.enabled",
      Type.FLAG,
      "false",
      "whether a worker is started where its processor was before, to find its stores again; for"
          + " that job.logged.store.base.dir has to lie outside of containers",
      "yarn.samza.host-affinity.enabled"),
  REQUEST_TIMEOUT_MS(
      "cluster-manager.container.request.timeout.ms",
      Type.COUNT,
      "5000",
      "how long that host is waited for; after that any other will do",
      "yarn.container.request.timeout.ms"),
  SPREAD_MS(
      "keeper.host.spread.ms",
      Type.NATURAL,
      "2000",
      "how long a host with less than its share of the job's containers is waited for, when a"
          + " container is started for the first time; 0: not at all"),

  EXCLUSION_FAILURES(
      "keeper.host.exclusion.failures",
      Type.NATURAL,
      "3",
      "containers that fail on one host, and whose processors have not failed elsewhere, until"
          + " nothing is started there any more; never more than a third of the cluster; 0: none is"
          + " left out"),
  EXCLUSION_MS(
      "keeper.host.exclusion.ms", Type.COUNT, "600000", "how long a failure counts for that"),

  RACK_AWARE_STANDBY(
      "cluster-manager.fault-domain-aware.standby.enabled",
      Type.FLAG,
      "false",
      "whether standby tasks are started in another rack than the same tasks are in, if one has room"
          + " within 10 s"),

  CLASS_DATA_SHARING(
      "keeper.class-data-sharing",
      Type.FLAG,
      "true",
      "whether workers and AMs start, faster, with archives of their classes: made at submission, once"
          + " for each package, or on a node by a worker that loads much more"),

  MONITOR_PARTITIONS_MS(
      "job.coordinator.monitor-partition-change.frequency.ms",
      Type.NUMBER,
      "300000",
      "how often it is looked whether inputs have got partitions; 0 or less: never"),
  MONITOR_PATTERNS_MS(
      "job.coordinator.monitor-input-regex.frequency.ms",
      Type.NUMBER,
      "300000",
      "how often it is looked, where there are job.config.rewriters, whether they find new streams;"
          + " 0 or less: never. One look is for both, as often as the more frequent wants"),

  RETRY_COUNT(
      "cluster-manager.container.retry.count",
      Type.NUMBER,
      "8",
      "failures of one worker within the window that end its retries; negative: never, 0: the first",
      "yarn.container.retry.count"),
  RETRY_WINDOW_MS(
      "cluster-manager.container.retry.window.ms",
      Type.COUNT,
      "300000",
      "the window",
      "yarn.container.retry.window.ms"),
  FAIL_JOB_AFTER_RETRIES(
      "cluster-manager.container.fail.job.after.retries",
      Type.FLAG,
      "true",
      "whether the job fails then, or runs on without that worker");

  /** What a value has to look like. */
  public enum Type {
    TEXT("text"),
    NUMBER("a whole number"),
    NATURAL("a whole number, 0 or more", 0),
    COUNT("a whole number, 1 or more", 1),
    SEVERAL("a whole number, 2 or more", 2),
    FLAG("true or false");

    private final String allowed;
    private final int least;

    Type(String allowed) {
      this(allowed, Integer.MIN_VALUE);
    }

    Type(String allowed, int least) {
      this.allowed = allowed;
      this.least = least;
    }

    /** Of numbers. */
    int least() {
      return least;
    }

    public String allowed() {
      return allowed;
    }
  }

  private final String key;
  private final Type type;
  private final String defaultValue;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> aliases;

  ConfigKey(String key, Type type, String defaultValue, String meaning, String... aliases) {
    this.key = key;
    this.type = type;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
    this.aliases = List.of(aliases);
  }

  public String key() {
    return key;
  }

  public Type type() {
    return type;
  }

  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  public String meaning() {
    return meaning;
  }

  /** Older names that are read where the key itself is not given. */
  public List<String> aliases() {
    return aliases;
  }
}
