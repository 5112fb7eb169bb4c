package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.e2e.LargeJobGrid;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How much memory a leader of 1,000 containers and 10,000 tasks takes, in a JVM as the launcher
 * starts it, and how long its answers take: {@code mvn verify -Pfigures}; see docs/web.md.
 */
@Tag("figures")
class LeaderFiguresIT {
  /** As {@code bin/am-launcher.sh} has them, with the largest heap that a leader gets by itself. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Xss512k",
          "-Xms32m",
          "-Xmn16m",
          "-Xmx256m");

  private static final int MOST_RESIDENT_KB = 300_000;
  private static final Duration LONGEST_STATUS = Duration.ofMillis(200);
  private static final int ROUNDS = 51;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void memoryAndAnswersOfALeaderOfAThousandContainers() throws Exception {
    String name = "leader-" + UUID.randomUUID();
    try (LargeJobGrid grid = new LargeJobGrid()) {
      write(grid.zooKeeper(), name);
      Process leader = start(grid.zooKeeper(), name);
      try (BufferedReader said = leader.inputReader(StandardCharsets.UTF_8)) {
        URI pages = URI.create(said.readLine());
        Duration status = measured(pages, "api/v1/status");
        for (String path : List.of("overview", "containers", "events", "graph", "tasks")) {
          measured(pages, "api/v1/" + path);
        }
        measured(pages, "prometheus");
        int resident = residentKb(leader.pid());
        System.out.printf("resident: %d MB%n", resident / 1000);
        assertThat(resident).isLessThan(MOST_RESIDENT_KB);
        assertThat(status).isLessThan(LONGEST_STATUS);
      } finally {
        leader.getOutputStream().close();
        if (!leader.waitFor(10, TimeUnit.SECONDS)) {
          leader.destroyForcibly().waitFor();
        }
      }
    }
  }

  private static void write(String zooKeeper, String name) throws Exception {
    try (CuratorFramework client =
        ZooKeeperConnection.forService(zooKeeper, Duration.ofSeconds(20))) {
      JobTree tree = new JobTree(client, JobPaths.of("/samza-keeper", new JobId(name, "1")));
      LargeJob.write(tree);
      long plan = tree.plan().write(generation -> Znodes.encode(LargeJob.plan(generation)));
      client.transaction().forOperations(tree.plan().switchTo(plan, tree.plan().pointerVersion()));
      for (int task = 0; task < LargeJob.CONTAINERS * LargeJob.TASKS_OF_ONE; task++) {
        LargeJob.put(
            tree, tree.paths().checkpoint("Partition " + task), checkpoint("Partition " + task));
      }
    }
  }

  private static CheckpointRecord checkpoint(String task) {
    int partition = Integer.parseInt(task.substring(task.indexOf(' ') + 1));
    return new CheckpointRecord(
        task,
        "container_1_0001_01_000002",
        1,
        1_800_000_000_000L,
        new TreeMap<>(
            java.util.Map.of(
                1,
                new CheckpointRecord.Snapshot(
                    "",
                    List.of(
                        new CheckpointRecord.Input("kafka", "orders", partition, -1, "1000000123"),
                        new CheckpointRecord.Input("kafka", "payments", partition, -1, "1000001")),
                    new TreeMap<>()))));
  }

  private static Process start(String zooKeeper, String name) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            LargeLeader.class.getName(),
            zooKeeper,
            name));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder.start();
  }

  /** The median, when the JVM has had the time to compile what is asked for all the time. */
  private Duration measured(URI pages, String path) throws Exception {
    List<Long> nanos = new ArrayList<>();
    long first = 0;
    int bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(pages.resolve(path)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      nanos.add(System.nanoTime() - begin);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      bytes = answer.body().length;
      first = round == 0 ? nanos.get(0) : first;
    }
    nanos.sort(null);
    System.out.printf(
        "%-20s %7d bytes: %4d ms (median of %d), %4d ms the first time, %4d ms at most%n",
        path,
        bytes,
        TimeUnit.NANOSECONDS.toMillis(nanos.get(ROUNDS / 2)),
        ROUNDS,
        TimeUnit.NANOSECONDS.toMillis(first),
        TimeUnit.NANOSECONDS.toMillis(nanos.get(ROUNDS - 1)));
    return Duration.ofNanos(nanos.get(ROUNDS / 2));
  }

  private static int residentKb(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElseThrow();
  }
}
