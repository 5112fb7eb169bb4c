package io.samzakeeper.am;

import io.samzakeeper.am.planning.PlannedWork;
import io.samzakeeper.am.web.JobRecords;
import io.samzakeeper.am.web.ProblemException;
import io.samzakeeper.job.AppliedConfig;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The job's tree as its pages show it. Safe for any thread; generations are read once. */
final class TreeRecords implements JobRecords {
  private static final int NOT_FOUND = 404;

  private final JobTree tree;
  private final BoundedReads reads;

  /** Of configs; those that the tree forgets are forgotten here, too. */
  private final Map<Long, ConfigGeneration> configs =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ConfigGeneration> eldest) {
          return size() > Generations.KEPT + 1;
        }
      };

  private PlanFacts plan;

  TreeRecords(JobTree tree, BoundedReads reads) {
    this.tree = tree;
    this.reads = reads;
  }

  @Override
  public PlanFacts plan() {
    return reads.read(this::readPlan);
  }

  private synchronized PlanFacts readPlan() {
    long generation = current(tree.plan(), tree.paths().plan());
    if (plan == null || plan.generation() != generation) {
      Plan whole = Znodes.decode(tree.paths().plan(), tree.plan().read(generation), Plan.class);
      PlannedWork work = PlannedWork.of(whole.model());
      plan =
          new PlanFacts(
              whole.generation(),
              whole.configGeneration(),
              whole.tasks(),
              work.taskInputs(),
              whole.inputs(),
              work.wiring(),
              work.operators());
    }
    return plan;
  }

  @Override
  public Optional<AppliedPlan> appliedPlan() {
    return reads.read(
        () -> tree.read(tree.paths().appliedPlan(), AppliedPlan.class).map(Versioned::value));
  }

  @Override
  public Map<String, CheckpointRecord> checkpoints() {
    return reads.read(
        () -> {
          Map<String, CheckpointRecord> byTask = new HashMap<>();
          tree.readChildren(tree.paths().checkpoints(), CheckpointRecord.class)
              .values()
              .forEach(record -> byTask.put(record.value().task(), record.value()));
          return byTask;
        });
  }

  @Override
  public long currentConfig() {
    return reads.read(() -> current(tree.config(), tree.paths().config()));
  }

  @Override
  public List<Long> configGenerations() {
    return reads.read(this::numbers);
  }

  private List<Long> numbers() {
    current(tree.config(), tree.paths().config()); // there has to be one
    return tree.config().wholeNumbers();
  }

  @Override
  public ConfigGeneration config(long generation) {
    return reads.read(() -> readConfig(generation));
  }

  private synchronized ConfigGeneration readConfig(long generation) {
    ConfigGeneration known = configs.get(generation);
    if (known != null) {
      return known;
    }
    List<Long> numbers = numbers();
    if (!numbers.contains(generation)) {
      throw new ProblemException(
          NOT_FOUND,
          "generation "
              + generation
              + " of the config is not there; there is "
              + numbers.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    ConfigGeneration read =
        Znodes.decode(
            tree.paths().config(), tree.config().read(generation), ConfigGeneration.class);
    configs.put(generation, read);
    return read;
  }

  @Override
  public Optional<AppliedConfig> appliedConfig() {
    return reads.read(
        () -> tree.read(tree.paths().appliedConfig(), AppliedConfig.class).map(Versioned::value));
  }

  private static long current(Generations generations, String path) {
    return generations
        .current()
        .orElseThrow(() -> new UnreadableZnodeException(path, "there is none", null))
        .value()
        .generation();
  }
}
