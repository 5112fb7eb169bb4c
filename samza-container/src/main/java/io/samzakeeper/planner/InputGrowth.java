package io.samzakeeper.planner;

import io.samzakeeper.job.PlannerResult;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.samza.Partition;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.container.grouper.stream.SystemStreamPartitionMapper;
import org.apache.samza.container.grouper.stream.SystemStreamPartitionMapperFactory;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamPartition;

/**
 * What a plan that is made anew takes of inputs that have grown. A job without state takes all. In
 * a job with state by task a key must stay with its task, whose changelog cannot grow either: it
 * takes new partitions where Samza's expansion puts each with the task that had its keys, and goes
 * on with those that it has otherwise, with a notice. Used by one thread.
 */
final class InputGrowth implements PartitionChoice {
  private static final String EXPANSION = JobConfig.SSP_INPUT_EXPANSION_ENABLED;

  private final Config config;
  private final StreamNames names;
  private final KnownInputs known;
  private final Set<String> knownTasks;
  private final Set<String> found;
  private final List<String> stores;
  private final Notices notices;
  private final Set<SystemStream> leftOut = new HashSet<>();

  /**
   * @param config the effective one
   * @param previous the plan that is current
   * @param found inputs, as {@code system.stream}, that the user's config does not name: rewriters
   *     added them
   */
  InputGrowth(Config config, JobModel previous, Set<String> found, Notices notices) {
    this.config = config;
    this.names = new StreamNames(config);
    this.known = KnownInputs.of(previous);
    this.knownTasks =
        previous.getContainers().values().stream()
            .flatMap(container -> container.getTasks().keySet().stream())
            .map(task -> task.getTaskName())
            .collect(Collectors.toSet());
    this.found = found;
    this.stores =
        StateByTask.stores(previous.getConfig()).stream()
            .filter(StateByTask.stores(config)::contains)
            .toList();
    this.notices = notices;
  }

  /**
   * How the application's own planning sees its inputs: a job with state as before, since it asks
   * for equal partition counts of what it joins, though tasks can have several partitions of one.
   */
  static PartitionChoice ofApplication(Optional<JobModel> previous) {
    return previous
        .filter(model -> !StateByTask.stores(model.getConfig()).isEmpty())
        .<PartitionChoice>map(model -> KnownInputs.of(model)::asBefore)
        .orElse(ALL);
  }

  /** Inputs that rewriters have added to what the user gave: topics that match a pattern. */
  static Set<String> found(Map<String, String> given, Map<String, String> rewritten) {
    Set<String> found = inputs(rewritten);
    found.removeAll(inputs(given));
    return found;
  }

  /**
   * @throws PlanningException where a job with state would lose partitions
   */
  @Override
  public Set<Partition> of(SystemStream stream, Set<Partition> actual) {
    if (leftOut.contains(stream)) {
      return Set.of();
    }
    // Where partitions are selected, how many were planned does not tell how many there were.
    boolean selected = new JobConfig(config).getSSPMatcherClass().isPresent();
    if (!known.has(stream) || stores.isEmpty() || selected) {
      return actual;
    }
    int before = known.partitions().get(stream).size();
    if (actual.size() < before) {
      throw fewer(stream, before, actual.size());
    }
    if (actual.size() == before) {
      return actual;
    }
    Optional<String> obstacle = obstacle(stream, before, actual);
    obstacle.ifPresent(why -> goesOnAsBefore(stream, before, actual.size(), why));
    return obstacle.isPresent() ? known.asBefore(stream, actual) : actual;
  }

  /**
   * Leaves out streams that nobody asked for by name and that would bring tasks to a job with
   * state: its changelogs have no partition for them.
   *
   * @param model calculated with what was taken so far
   * @return whether any were left out, so that the model has to be calculated again
   */
  boolean leaveOutWhatBringsTasks(JobModel model) {
    if (stores.isEmpty()) {
      return false;
    }
    Set<SystemStream> bringing =
        model.getContainers().values().stream()
            .flatMap(container -> container.getTasks().values().stream())
            .filter(task -> !knownTasks.contains(task.getTaskName().getTaskName()))
            .map(TaskModel::getSystemStreamPartitions)
            .flatMap(Set::stream)
            .map(SystemStreamPartition::getSystemStream)
            .filter(stream -> !known.has(stream) && found.contains(name(stream)))
            .collect(Collectors.toSet());
    bringing.forEach(
        stream ->
            notices.add(
                PlannerResult.NOT_FOLLOWED
                    + "the new stream "
                    + name(stream)
                    + " is NOT read, though it matches: it has more partitions than the job has"
                    + " tasks, and the changelogs of its "
                    + stores()
                    + " cannot grow. "
                    + wayOut()));
    return leftOut.addAll(bringing);
  }

  private Optional<String> obstacle(SystemStream stream, int before, Set<Partition> actual) {
    JobConfig job = new JobConfig(config);
    if (!job.isSSPGrouperProxyEnabled()) {
      return Optional.of(EXPANSION + " is false");
    }
    if (!StateByTask.anyOnDisk(config)) {
      return Optional.of("Samza expands the inputs of jobs with stores on disk only");
    }
    String factory = job.getSystemStreamPartitionMapperFactoryName();
    try {
      SystemStreamPartitionMapper mapper =
          Class.forName(factory)
              .asSubclass(SystemStreamPartitionMapperFactory.class)
              .getDeclaredConstructor()
              .newInstance()
              .getStreamPartitionMapper(config, new MetricsRegistryMap());
      for (Partition partition : actual) {
        SystemStreamPartition old =
            mapper.getPreviousSSP(
                new SystemStreamPartition(stream, partition), before, actual.size());
        if (!known.partitions().get(stream).contains(old.getPartition())) {
          return Optional.of(factory + " knows no old partition for " + partition);
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          actual.size() % before == 0
              ? factory + ": " + e.getMessage()
              : actual.size() + " is no multiple of " + before);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw PlanningException.badInput(
          JobConfig.SYSTEM_STREAM_PARTITION_MAPPER_FACTORY,
          factory,
          "it cannot be made: " + e,
          "a SystemStreamPartitionMapperFactory with a constructor without arguments",
          e);
    }
  }

  private void goesOnAsBefore(SystemStream stream, int before, int now, String why) {
    notices.add(
        PlannerResult.NOT_FOLLOWED
            + name(stream)
            + " has grown from "
            + before
            + " to "
            + now
            + " partitions, and records in the new ones are NOT processed: the job's "
            + stores()
            + " has keys by task, and "
            + why
            + ". "
            + (StateByTask.anyOnDisk(config) && now % before != 0
                ? "With a multiple of " + before + " partitions it goes on. "
                : "")
            + wayOut());
  }

  private PlanningException fewer(SystemStream stream, int before, int now) {
    StreamNames.Origin origin = names.origin(stream);
    return PlanningException.badInput(
        origin.key(),
        origin.value(),
        name(stream)
            + " had "
            + before
            + " partitions, has "
            + now
            + " now, and the job's "
            + stores()
            + " has keys by task",
        "a stream with as many partitions as before; to begin anew, another job.id",
        null);
  }

  private String stores() {
    return (stores.size() == 1 ? "store " : "stores ") + String.join(", ", stores);
  }

  private static String wayOut() {
    return "To take all, submit the job with another job.id, so that it builds its state anew.";
  }

  private static Set<String> inputs(Map<String, String> config) {
    return Arrays.stream(config.getOrDefault("task.inputs", "").split(","))
        .map(String::strip)
        .filter(input -> !input.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(SystemStream stream) {
    return stream.getSystem() + "." + stream.getStream();
  }
}
