package io.samzakeeper.launch;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LaunchSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;

/** How the job's processes are started on the nodes, from its config. Pure. */
public final class Launches {
  /** Stock's heap, 768 of 1024 MB, as a share. */
  private static final double WORKER_HEAP_SHARE = 0.75;

  /** The candidate never needs more, however large its container. */
  private static final int AM_HEAP_MAX_MB = 256;

  private static final double AM_HEAP_SHARE = 0.5;

  private static final Pattern HEAP_OPTION = Pattern.compile("(?<!\\S)-Xmx\\S*");

  /** YARN puts the container's log directory here. */
  private static final String LOG_DIR = "<LOG_DIR>";

  private Launches() {}

  public static LaunchSpec worker(JobConfig config, List<LaunchSpec.Resource> resources) {
    SortedMap<String, String> environment = job(config);
    String opts = config.text(ConfigKey.TASK_OPTS).orElse("");
    Optional<Integer> autosizedHeap = config.autosizedHeapMb();
    environment.put(
        "JAVA_OPTS",
        autosizedHeap.isPresent() ? HEAP_OPTION.matcher(opts).replaceAll("").strip() : opts);
    environment.put(
        "KEEPER_HEAP_MB",
        Integer.toString(
            autosizedHeap.orElse((int) (config.containerMemoryMb() * WORKER_HEAP_SHARE))));
    environment.put("KEEPER_CONTAINER_MB", Integer.toString(config.containerMemoryMb()));
    environment.put("KEEPER_CLASS_SHARING", Boolean.toString(config.classDataSharing()));
    config.text(ConfigKey.TASK_JAVA_HOME).ifPresent(home -> environment.put("JAVA_HOME", home));
    config
        .text(ConfigKey.ADDITIONAL_CLASSPATH_DIR)
        .ifPresent(directory -> environment.put("ADDITIONAL_CLASSPATH_DIR", directory));
    config
        .text(ConfigKey.LOGGED_STORE_BASE_DIR)
        .ifPresent(directory -> environment.put("LOGGED_STORE_BASE_DIR", directory));
    return new LaunchSpec(
        resources,
        environment,
        "export LOG_DIR=\""
            + LOG_DIR
            + "\"; exec bash __keeper/bin/run-container.sh"
            + " io.samzakeeper.worker.WorkerMain"
            + redirects());
  }

  public static LaunchSpec am(JobConfig config, List<LaunchSpec.Resource> resources) {
    SortedMap<String, String> environment = job(config);
    environment.put("AM_JAVA_OPTS", config.text(ConfigKey.AM_OPTS).orElse(""));
    environment.put(
        "KEEPER_AM_HEAP_MB",
        Integer.toString(Math.min(AM_HEAP_MAX_MB, (int) (config.amMemoryMb() * AM_HEAP_SHARE))));
    config.text(ConfigKey.AM_JAVA_HOME).ifPresent(home -> environment.put("AM_JAVA_HOME", home));
    return new LaunchSpec(
        resources,
        environment,
        "export LOG_DIR=\"" + LOG_DIR + "\"; exec bash __keeper/bin/am-launcher.sh" + redirects());
  }

  /** Who may see and change the application, for each of its containers. */
  public static Map<ApplicationAccessType, String> acls(JobConfig config) {
    Map<ApplicationAccessType, String> acls = new EnumMap<>(ApplicationAccessType.class);
    config.text(ConfigKey.VIEW_ACL).ifPresent(acl -> acls.put(ApplicationAccessType.VIEW_APP, acl));
    config
        .text(ConfigKey.MODIFY_ACL)
        .ifPresent(acl -> acls.put(ApplicationAccessType.MODIFY_APP, acl));
    return acls;
  }

  private static SortedMap<String, String> job(JobConfig config) {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("KEEPER_ZK_CONNECT", config.zkConnect());
    environment.put("KEEPER_ZK_ROOT", config.zkRoot());
    environment.put("KEEPER_JOB_NAME", config.jobId().name());
    environment.put("KEEPER_JOB_ID", config.jobId().id());
    environment.put(
        "KEEPER_ZK_SESSION_TIMEOUT_MS", Long.toString(config.zkSessionTimeout().toMillis()));
    environment.put("KEEPER_ZK_OUTAGE_MAX_MS", Long.toString(config.zkOutageMax().toMillis()));
    config.zkClientConfig().ifPresent(file -> environment.put("KEEPER_ZK_CLIENT_CONFIG", file));
    return environment;
  }

  private static String redirects() {
    return " 1>" + LOG_DIR + "/stdout 2>" + LOG_DIR + "/stderr";
  }
}
