package io.samzakeeper.planner;

import io.samzakeeper.job.InputEnds;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Status;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.config.ApplicationConfig;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.config.MapConfig;
import org.apache.samza.execution.JobPlanner;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.JobModelUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request. What stock Samza does between a submission and a running application master
 * happens here in one go: rewriters, the application's own planning, the job model, its streams.
 * Used by one thread.
 */
final class Planner {
  private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

  private final Notices notices = new Notices();
  private final KafkaBrokers brokers = new KafkaBrokers();

  /** Never throws what the request, the user's code or the environment are to blame for. */
  PlannerResult answer(PlannerRequest request) {
    try (BoundedCalls calls = new BoundedCalls()) {
      return switch (request.mode()) {
        case LOAD_CONFIG ->
            PlannerResult.config(ConfigLoading.load(request.config()), notices.lines());
        case PLAN -> plan(request, calls);
        case NEWEST_OFFSETS, READ_KAFKA_CHECKPOINTS, WRITE_KAFKA_CHECKPOINTS ->
            aboutPlan(request, calls);
      };
    } catch (PlanningException e) {
      LOG.error("No plan: {}", e.getMessage(), e);
      return PlannerResult.failed(e.status(), e.problem(), notices.lines());
    }
  }

  private PlannerResult plan(PlannerRequest request, BoundedCalls calls) {
    Phases phases = new Phases();
    Optional<JobModel> previous = JobModels.fromJson(request.previousModel());
    Config config = rewritten(request.config(), calls);
    phases.done("config");

    ApplicationPlan application =
        ApplicationPlan.of(
            config, InputGrowth.ofApplication(inForce(previous, config)), brokers, calls, notices);
    Config effective = application.config();
    NumberRules.check(effective);
    ClassRules.check(effective);
    SerdeRules.check(effective);
    KeysWithoutEffect.tell(effective, notices);
    phases.done("application");

    boolean newBatchRun = application.batch() && isOtherRun(previous, effective);
    // A new run has nothing to do with where the last one had its tasks.
    Optional<JobModel> relevant = newBatchRun ? Optional.empty() : previous;
    Optional<InputGrowth> growth =
        relevant.map(
            model ->
                new InputGrowth(
                    effective, model, InputGrowth.found(request.config(), config), notices));
    PlanMetadata metadata = new PlanMetadata(request.metadata(), relevant);
    try (JobSystems systems =
        new JobSystems(
            effective,
            application.outputs(),
            growth.<PartitionChoice>map(choice -> choice).orElse(PartitionChoice.ALL),
            brokers,
            calls,
            notices)) {
      // Once a plan of ours is there, stock Samza's mappings are out of date.
      boolean ranOnStock = request.importCheckpoints() && !application.batch();
      if (ranOnStock && previous.isEmpty()) {
        metadata.addMissing(new StockMetadata(systems, calls, notices).takeOver());
      }
      Resources resources = new Resources(systems, request.createResources(), notices);
      application.intermediateStreams().forEach(resources::plan);
      JobModel model = model(effective, new JobModels(systems, metadata, relevant), growth);
      CheckpointSizes.check(model);
      phases.done("job model");

      if (newBatchRun && request.createResources()) {
        previous.ifPresent(old -> resources.clearPreviousRun(old.getConfig()));
      }
      resources.createIntermediate();
      resources.forModel(model);
      phases.done("streams");
      fanOutStartpoints(model, metadata);
      SortedMap<String, byte[]> checkpoints =
          ranOnStock
              ? new StockCheckpoints(systems, calls, notices).takeOver(model)
              : new TreeMap<>();
      phases.done("checkpoints");
      LOG.info("Planned {} containers; milliseconds: {}", model.getContainers().size(), phases);
      return new PlannerResult(
          Status.OK,
          null,
          new TreeMap<>(model.getConfig()),
          tasks(model),
          Shares.of(request.config(), model, !application.intermediateStreams().isEmpty()),
          systems.partitionCounts(),
          JobModels.toJson(model),
          metadata.snapshot(),
          checkpoints,
          newBatchRun,
          InputEnds.NONE,
          notices.lines());
    }
  }

  /** Of the plan in force: no user's code but that of its systems runs. */
  private PlannerResult aboutPlan(PlannerRequest request, BoundedCalls calls) {
    JobModel planned = JobModels.fromJson(request.previousModel()).orElseThrow();
    JobModel model =
        new JobModel(
            new MapConfig(List.of(planned.getConfig(), request.config())), planned.getContainers());
    try (JobSystems systems =
        new JobSystems(model.getConfig(), Set.of(), PartitionChoice.ALL, brokers, calls, notices)) {
      StockCheckpoints checkpoints = new StockCheckpoints(systems, calls, notices);
      StockChangelogs changelogs = new StockChangelogs(systems, calls, notices);
      return switch (request.mode()) {
        case NEWEST_OFFSETS ->
            PlannerResult.inputEnds(new NewestOffsets(systems, calls).of(model), notices.lines());
        case READ_KAFKA_CHECKPOINTS -> {
          changelogs.requireAsIn(model);
          yield PlannerResult.checkpoints(checkpoints.read(model), notices.lines());
        }
        case WRITE_KAFKA_CHECKPOINTS -> {
          changelogs.write(model);
          checkpoints.write(model, request.checkpoints());
          yield PlannerResult.checkpoints(new TreeMap<>(), notices.lines());
        }
        case LOAD_CONFIG, PLAN -> throw new IllegalArgumentException(request.mode().toString());
      };
    }
  }

  private static JobModel model(Config config, JobModels models, Optional<InputGrowth> growth) {
    JobModel model = models.calculate(config);
    if (growth.isPresent() && growth.get().leaveOutWhatBringsTasks(model)) {
      model = models.calculate(config);
    }
    models.record(model);
    return model;
  }

  /** The config as the application gets to see it. */
  private Config rewritten(Map<String, String> given, BoundedCalls calls) {
    ClassRules.checkRewriters(given);
    Config config = new Rewriters(calls, brokers).rewrite(new MapConfig(given));
    if (config.get("app.name", "").isBlank() && config.get("job.name", "").isBlank()) {
      throw PlanningException.missing("job.name", "the name of the job (or app.name)");
    }
    NumberRules.check(config);
    ClassRules.check(config);
    return JobPlanner.generateSingleJobConfig(config);
  }

  /** Nothing where this is the plan of a new run in batch mode, as far as the config tells. */
  private static Optional<JobModel> inForce(Optional<JobModel> previous, Config config) {
    boolean batch =
        new ApplicationConfig(config).getAppMode() == ApplicationConfig.ApplicationMode.BATCH;
    return batch && isOtherRun(previous, config) ? Optional.empty() : previous;
  }

  /** Planning a run anew, while it goes on, must not take its streams and checkpoints away. */
  private static boolean isOtherRun(Optional<JobModel> previous, Config effective) {
    String run = new ApplicationConfig(effective).getRunId();
    return previous
        .map(model -> !Objects.equals(run, new ApplicationConfig(model.getConfig()).getRunId()))
        .orElse(true);
  }

  private static void fanOutStartpoints(JobModel model, PlanMetadata metadata) {
    if (new JobConfig(model.getConfig()).getStartpointEnabled()) {
      Failures.guard(
          model.getConfig(),
          "job.startpoint.enabled",
          "true",
          "startpoints that can be read, or false",
          () -> {
            metadata.withStartpoints(
                manager -> manager.fanOut(JobModelUtil.getTaskToSystemStreamPartitions(model)));
            return null;
          });
    }
  }

  private static SortedMap<String, List<String>> tasks(JobModel model) {
    SortedMap<String, List<String>> tasks = new TreeMap<>();
    model
        .getContainers()
        .forEach(
            (processor, container) ->
                tasks.put(
                    processor,
                    container.getTasks().keySet().stream()
                        .map(task -> task.getTaskName())
                        .sorted()
                        .toList()));
    return tasks;
  }
}
