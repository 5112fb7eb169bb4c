package io.samzakeeper.planner;

import io.samzakeeper.planner.StreamNames.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.config.MapConfig;
import org.apache.samza.config.StorageConfig;
import org.apache.samza.execution.StreamManager;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.storage.StateBackendAdmin;
import org.apache.samza.storage.StateBackendFactory;
import org.apache.samza.system.StreamSpec;
import org.apache.samza.system.StreamValidationException;
import org.apache.samza.system.SystemAdmin;
import org.apache.samza.system.SystemStream;
import org.apache.samza.util.DiagnosticsUtil;
import org.apache.samza.util.StreamUtil;

/**
 * What a job needs outside of itself before its first container starts: intermediate streams,
 * changelogs, whatever its state backends want. Created, or only checked. No coordinator stream and
 * no checkpoint stream: those live in ZooKeeper.
 */
final class Resources {
  private final JobSystems systems;
  private final boolean create;
  private final Notices notices;
  private final List<StreamSpec> toCreate = new ArrayList<>();

  Resources(JobSystems systems, boolean create, Notices notices) {
    this.systems = systems;
    this.create = create;
    this.notices = notices;
  }

  /** Removes what the previous run in batch mode left behind, as stock Samza does. */
  void clearPreviousRun(Config previous) {
    Map<String, String> withoutCheckpoints = new HashMap<>(previous);
    withoutCheckpoints.remove("task.checkpoint.factory");
    StreamManager streams = new StreamManager(systems.config());
    streams.start();
    try {
      streams.clearStreamsFromPreviousRun(new MapConfig(withoutCheckpoints));
    } finally {
      streams.stop();
    }
    notices.add("batch mode: intermediate streams and changelogs of the previous run are removed");
  }

  /**
   * Makes the partitions of an intermediate stream known. Where its system can tell that it is not
   * there, it is created only by {@link #createIntermediate}, when nothing can be wrong with the
   * plan any more.
   */
  void plan(StreamSpec spec) {
    SystemStream stream = spec.toSystemStream();
    Origin origin = origin(spec);
    if (systems.isListed(stream, origin)) {
      return;
    }
    boolean told = systems.streams(stream.getSystem(), origin).isPresent();
    if (create && !told && !create(spec)) {
      return;
    }
    systems.plan(stream, spec.getPartitionCount());
    if (create && told) {
      toCreate.add(spec);
    } else {
      announce("intermediate stream", spec);
    }
  }

  /** Creates the intermediate streams that are missing. */
  void createIntermediate() {
    for (StreamSpec spec : toCreate) {
      if (create(spec)) {
        announce("intermediate stream", spec);
      }
    }
  }

  /** Changelogs, state backends and the diagnostics stream of a job with this model. */
  void forModel(JobModel model) {
    Config config = model.getConfig();
    StorageConfig storage = new StorageConfig(config);
    for (String store : storage.getStoreNames()) {
      String key = "stores." + store + ".changelog";
      String value = config.get(key, "");
      if (!value.isBlank()) {
        SystemStream changelog =
            Failures.guard(
                config,
                key,
                value,
                "system.stream, or a stream of job.changelog.system or job.default.system",
                () ->
                    StreamUtil.getSystemStreamFromNames(
                        storage.getChangelogStream(store).orElse(value)));
        int partitions = model.getMaxChangeLogStreamPartitions();
        stream(
            new Origin(key, value),
            StreamSpec.createChangeLogStreamSpec(
                changelog.getStream(), changelog.getSystem(), partitions),
            "changelog");
        if (storage.getAccessLogEnabled(store)) {
          String name = storage.getAccessLogStream(changelog.getStream());
          stream(
              new Origin(key, value),
              new StreamSpec(name, name, changelog.getSystem(), partitions),
              "access log");
        }
      }
    }
    if (create) {
      storage.getBackupFactories().forEach(factory -> backend(factory, model));
      if (new JobConfig(config).getDiagnosticsEnabled()) {
        Failures.guard(
            config,
            "job.diagnostics.enabled",
            "true",
            "false, or a diagnostics stream that can be created",
            () -> {
              DiagnosticsUtil.createDiagnosticsStream(config);
              return null;
            });
      }
    }
  }

  private void stream(Origin origin, StreamSpec spec, String what) {
    SystemStream stream = spec.toSystemStream();
    SystemAdmin admin = systems.admin(stream.getSystem(), origin);
    boolean listed = systems.isListed(stream, origin);
    if (!listed && !create) {
      announce(what, spec);
      return;
    }
    Failures.guard(
        systems.config(),
        origin.key(),
        origin.value(),
        "a stream that can be created",
        () -> {
          if (!listed && admin.createStream(spec)) {
            announce(what, spec);
          }
          try {
            admin.validateStream(spec);
          } catch (StreamValidationException e) {
            throw PlanningException.badInput(
                origin.key(),
                origin.value(),
                e.getMessage(),
                "a stream with " + spec.getPartitionCount() + " partitions, or a new one",
                e);
          }
          return null;
        });
  }

  private boolean create(StreamSpec spec) {
    Origin origin = origin(spec);
    return Failures.guard(
        systems.config(),
        origin.key(),
        origin.value(),
        "an intermediate stream that can be created",
        () -> systems.admin(spec.getSystemName(), origin).createStream(spec));
  }

  private void announce(String what, StreamSpec spec) {
    notices.add(
        (create ? "created " : "will create ")
            + what
            + " "
            + StreamUtil.getNameFromSystemStream(spec.toSystemStream())
            + ", partitions: "
            + spec.getPartitionCount());
  }

  private static Origin origin(StreamSpec spec) {
    return new Origin("streams." + spec.getId() + ".samza.physical.name", spec.getPhysicalName());
  }

  private void backend(String factory, JobModel model) {
    Failures.guard(
        model.getConfig(),
        "stores.backup.factories",
        factory,
        "state backends whose resources can be created",
        () -> {
          StateBackendAdmin admin =
              Class.forName(factory)
                  .asSubclass(StateBackendFactory.class)
                  .getDeclaredConstructor()
                  .newInstance()
                  .getAdmin(model, model.getConfig());
          admin.createResources();
          admin.validateResources();
          return null;
        });
  }
}
