package io.samzakeeper.e2e;

import static org.awaitility.Awaitility.await;

import io.samzakeeper.grid.GridOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long each partition's records stay away when the config of a job of 20 containers is changed,
 * beside what it takes when their containers are restarted. {@code mvn verify -Pfigures}; see
 * docs/testing.md. It prints and asserts nothing of that.
 */
@Tag("figures")
class ConfigChangeFiguresIT {
  private static final int WORKERS = Integer.getInteger("keeper.figures.workers", 20);
  private static final int KILLS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** One worker after the other, each with a JVM that starts while all others run. */
  private static final Duration ROLL_OUT = Duration.ofMinutes(15);

  @Test
  void gapsOfAChangeAndOfRestarts() {
    try (Cluster cluster =
            Cluster.start(BuildOutput.work().resolve("figures"), GridOptions.DEFAULT);
        EchoJob echo =
            EchoJob.start(
                cluster,
                "figures",
                WORKERS,
                WORKERS,
                config ->
                    config
                        .with("cluster-manager.container.memory.mb", "256")
                        .with("cluster-manager.container.retry.count", "-1")
                        .with("keeper.rollout.watch.ms", "1000"))) {
      Echoes echoes = echo.echoes();
      echo.awaitFedFor(Duration.ofSeconds(20));
      echoes.takeGaps();
      echoes.takeChangeovers();
      echo.awaitFedFor(Duration.ofSeconds(10));
      say("at rest, longest gap", echoes.takeGaps().values());

      long before = System.nanoTime();
      keeper(cluster, echo, "task.window.ms=5000");
      say("task key, in place: gap", echoes.takeGaps().values());
      took("all of it", before);

      echoes.takeChangeovers();
      before = System.nanoTime();
      keeper(cluster, echo, "task.opts=-Decho.changed=true");
      say("JVM options, new container before old: gap", echoes.takeChangeovers().values());
      took("all of it", before);

      List<Duration> restarts = new ArrayList<>();
      SortedMap<String, ContainerProcess> workers = new TreeMap<>(echo.job().awaitAllRunning());
      for (int i = 0; i < KILLS; i++) {
        String processor = Integer.toString(i);
        ContainerProcess worker = workers.get(processor);
        worker.kill();
        echo.job().awaitReplaced(processor, worker);
        restarts.add(
            await("it processes again")
                .atMost(PATIENCE)
                .until(() -> echoes.changeover(processor), gap -> gap.isPresent())
                .get());
      }
      say("container restarted by YARN (kill -9): gap", restarts);
      echo.checkNothingLost();
      echo.checkOneWriter();
    }
  }

  private static void keeper(Cluster cluster, EchoJob echo, String change) {
    String output =
        cluster
            .product()
            .run(
                "keeper",
                Map.of("KEEPER_ZK_CONNECT", cluster.grid().zooKeeperConnect()),
                List.of("config", echo.job().id().name(), "set", change),
                ROLL_OUT)
            .requireExitCode(0)
            .output();
    System.out.println(output.lines().reduce((first, last) -> last).orElse(""));
    echo.awaitFedFor(Duration.ofSeconds(2));
  }

  private static void say(String what, Collection<Duration> gaps) {
    List<Long> millis = gaps.stream().map(Duration::toMillis).sorted().toList();
    System.out.printf(
        "figures %-45s median %5d ms, longest %5d ms, of %d%n",
        what, Median.of(millis), millis.get(millis.size() - 1), millis.size());
  }

  private static void took(String what, long before) {
    System.out.printf("figures   %s took %.1f s%n", what, (System.nanoTime() - before) / 1e9);
  }
}
