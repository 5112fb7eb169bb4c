package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.ContainerSize;
import io.samzakeeper.am.supervisor.PlacementRules;
import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.Supervisor;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import io.samzakeeper.am.yarn.AttemptToken;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.WorkerLaunch;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;

/** A job of 1,000 containers and 10,000 tasks, in ZooKeeper and nowhere else. */
final class LargeJob {
  static final int CONTAINERS = 1_000;
  static final int TASKS_OF_ONE = 10;
  private static final ApplicationAttemptId ATTEMPT =
      ApplicationAttemptId.newInstance(ApplicationId.newInstance(1, 1), 1);
  private static final ContainerId AM = ContainerId.newContainerId(ATTEMPT, 1);

  private LargeJob() {}

  /** As {@link Inheritance} does for a leader that begins, without a copy of the tree. */
  static Supervisor supervisor(JobTree tree) {
    TreeReader reader = new TreeReader(tree, tree.paths(), new KnownGenerations(tree));
    Restored restored =
        reader.restore(
            new Application("application_1_0001", Application.State.RUNNING, "me", 0, ""),
            reader.plan(),
            1,
            new LiveAttempt(new AttemptToken(ATTEMPT, 1, new Token<>()), AM),
            AM.toString(),
            Clock.systemUTC());
    Supervisor supervisor = new Supervisor(settings(), restored);
    if (supervisor.view(restored.now()).processors().size() != CONTAINERS) {
      throw new IllegalStateException("the job that was read back is another one");
    }
    return supervisor;
  }

  /** All of it but plan and config. */
  static void write(JobTree tree) {
    for (int i = 0; i < CONTAINERS; i++) {
      String processor = Integer.toString(i);
      String container = ContainerId.newContainerId(ATTEMPT, i + 2).toString();
      put(
          tree,
          tree.paths().assignment(processor),
          new Assignment(processor, container, "node" + i % 100, 1, 1));
      put(tree, tree.paths().processor(processor), ProcessorRecord.fresh(processor));
      put(tree, tree.paths().container(container), row(i, container));
      put(
          tree,
          tree.paths().worker(container),
          new WorkerRegistration(
              container,
              processor,
              "node" + i % 100,
              1,
              WorkerRegistration.State.RUNNING,
              0,
              1,
              0,
              "",
              "node" + i % 100 + ":40000",
              ""));
    }
  }

  private static ContainerRecord row(int number, String container) {
    String node = "node" + number % 100;
    return new ContainerRecord(
        container,
        ContainerRecord.Role.WORKER,
        Integer.toString(number),
        node + ":8041",
        node + ":8042",
        "",
        1024,
        1,
        ContainerRecord.Phase.RUNNING,
        0,
        "0123456789abcdef",
        ContainerRecord.ANY_PLAN,
        false);
  }

  static void put(JobTree tree, String path, Record value) {
    try {
      tree.client().create().creatingParentsIfNeeded().forPath(path, Znodes.encode(value));
    } catch (Exception e) {
      throw new IllegalStateException("could not write " + path, e);
    }
  }

  static Plan plan(long generation) {
    SortedMap<String, List<String>> tasks = new TreeMap<>();
    SortedMap<String, String> shares = new TreeMap<>();
    for (int container = 0; container < CONTAINERS; container++) {
      List<String> own = new ArrayList<>();
      for (int task = 0; task < TASKS_OF_ONE; task++) {
        own.add("Partition " + (container * TASKS_OF_ONE + task));
      }
      tasks.put(Integer.toString(container), own);
      shares.put(Integer.toString(container), UUID.nameUUIDFromBytes(new byte[] {1}).toString());
    }
    return new Plan(
        generation,
        1,
        tasks,
        shares,
        new TreeMap<>(),
        model(tasks),
        new WorkerLaunch(1024, 1, "", new LaunchSpec(List.of(), new TreeMap<>(), "run")),
        RollOut.NONE);
  }

  /** In the form of Samza's own, with two inputs for each task. */
  private static String model(SortedMap<String, List<String>> tasks) {
    List<String> containers = new ArrayList<>();
    tasks.forEach(
        (container, own) ->
            containers.add(
                String.format(
                    Locale.ROOT,
                    "\"%1$s\":{\"processor-id\":\"%1$s\",\"tasks\":{%2$s}}",
                    container,
                    own.stream().map(LargeJob::task).collect(Collectors.joining(",")))));
    return "{\"config\":{\"task.class\":\"com.example.OrdersTask\"},\"containers\":{"
        + String.join(",", containers)
        + "}}";
  }

  private static String task(String name) {
    return String.format(
        Locale.ROOT,
        "\"%1$s\":{\"task-name\":\"%1$s\",\"task-mode\":\"Active\","
            + "\"system-stream-partitions\":["
            + "{\"system\":\"kafka\",\"stream\":\"orders\",\"partition\":%2$s},"
            + "{\"system\":\"kafka\",\"stream\":\"payments\",\"partition\":%2$s}],"
            + "\"changelog-partition\":%2$s}",
        name,
        name.substring(name.indexOf(' ') + 1));
  }

  private static SupervisorSettings settings() {
    return new SupervisorSettings(
        new ContainerSize(1024, 1, Optional.empty()),
        new ContainerSize(512, 1, Optional.empty()),
        1,
        0,
        -1,
        Duration.ofMinutes(5),
        true,
        Duration.ofMinutes(1),
        1,
        Duration.ofSeconds(10),
        PlacementRules.NONE);
  }
}
