package io.samzakeeper.e2e;

import static io.samzakeeper.e2e.SoakFault.NOTHING;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import io.samzakeeper.e2e.SoakFault.Area;
import io.samzakeeper.grid.Grid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Everything that a soak may do to a job and its grid. All of it is what the fault table promises
 * to survive: any single thing, and two of different kinds at once. Choices come from the random
 * numbers alone, so that a seed names them; whom they hit depends on who leads by then.
 */
final class SoakFaults {
  private static final Duration SECOND_KILL = Duration.ofSeconds(5);
  private static final Duration PATIENCE_WITH_END = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final Job job;
  private final Duration session;
  private final Random random;

  SoakFaults(Cluster cluster, Job job, Duration session, Random random) {
    this.cluster = cluster;
    this.job = job;
    this.session = session;
    this.random = random;
  }

  /** One fault, or two that are of different areas; for a job that is whole. */
  List<SoakFault> next() {
    SoakFault first = any(area());
    if (first.area() == Area.HOST || random.nextInt(3) > 0) {
      return List.of(first);
    }
    Area second = area();
    return second == first.area() || second == Area.HOST
        ? List.of(first)
        : List.of(first, any(second));
  }

  private Area area() {
    return List.of(Area.AM, Area.AM, Area.AM, Area.WORKER, Area.YARN, Area.ZOOKEEPER, Area.HOST)
        .get(random.nextInt(7));
  }

  private SoakFault any(Area area) {
    return switch (area) {
      case AM -> candidate();
      case WORKER -> worker();
      case YARN -> yarn();
      case ZOOKEEPER -> zooKeeper();
      case HOST -> host();
    };
  }

  private SoakFault candidate() {
    int what = random.nextInt(9);
    boolean leads = random.nextBoolean();
    int which = random.nextInt(Integer.MAX_VALUE);
    Duration pause = pause();
    List<ContainerProcess> standbys = job.standbyProcesses();
    ContainerProcess chosen =
        leads || standbys.isEmpty() ? job.leaderProcess() : standbys.get(which % standbys.size());
    String target = (leads ? "leader " : "standby ") + chosen.containerId();
    List<ContainerProcess> launchers =
        ContainerProcesses.in(chosen.containerId()).stream()
            .filter(process -> process.kind() == Kind.LAUNCHER)
            .toList();
    return switch (what) {
      case 0 -> am("candidate killed", target, chosen::kill);
      case 1 -> am("candidate asked to end", target, () -> askToEnd(chosen));
      case 2, 3 -> am("candidate stopped", target, pause, chosen::pause, chosen::resume);
      case 4 -> am("launcher killed", target, () -> launchers.forEach(ContainerProcess::kill));
      case 5 -> am("launcher asked to end", target, () -> launchers.forEach(SoakFaults::askToEnd));
      case 6 -> am("AM container killed", target, () -> job.killContainer(chosen.containerId()));
      case 7 ->
          am(
              "two leaders killed",
              target,
              SECOND_KILL,
              () -> job.leaderProcess().kill(),
              () -> job.currentLeaderProcess().ifPresent(ContainerProcess::kill));
      default ->
          am(
              "all candidates killed",
              "all",
              () -> job.processes(Kind.CANDIDATE).forEach(ContainerProcess::kill));
    };
  }

  /** Returns when it has ended: until then all looks as if nothing had happened. */
  private static void askToEnd(ContainerProcess process) {
    process.terminate();
    await(process + " ends").atMost(PATIENCE_WITH_END).until(() -> !process.alive());
  }

  private static SoakFault am(String kind, String target, Runnable once) {
    return am(kind, target, Duration.ZERO, once, NOTHING);
  }

  private static SoakFault am(
      String kind, String target, Duration lasting, Runnable begin, Runnable end) {
    return new SoakFault(kind, target, Area.AM, Set.of(), Set.of(), lasting, begin, end);
  }

  private SoakFault worker() {
    int what = random.nextInt(6);
    int which = random.nextInt(Integer.MAX_VALUE);
    Duration pause = pause();
    SortedMap<String, ContainerProcess> workers = job.awaitAllRunning();
    String processor = List.copyOf(workers.keySet()).get(which % workers.size());
    ContainerProcess chosen = workers.get(processor);
    String target = processor + " in " + chosen.containerId();
    return switch (what) {
      case 0, 1 -> worker("worker killed", target, Set.of(processor), chosen::kill);
      case 2 -> worker("worker asked to end", target, Set.of(processor), () -> askToEnd(chosen));
      case 3, 4 ->
          new SoakFault(
              "worker stopped",
              target,
              Area.WORKER,
              Set.of(processor),
              mayExpire(pause) ? Set.of(processor) : Set.of(),
              pause,
              chosen::pause,
              chosen::resume);
      default ->
          worker(
              "all workers killed",
              "all",
              workers.keySet(),
              () -> workers.values().forEach(ContainerProcess::kill));
    };
  }

  private static SoakFault worker(String kind, String target, Set<String> hit, Runnable once) {
    Set<String> processors = Set.copyOf(hit);
    return new SoakFault(
        kind, target, Area.WORKER, processors, processors, Duration.ZERO, once, NOTHING);
  }

  private SoakFault yarn() {
    int what = random.nextInt(5);
    String node = node();
    Duration away = seconds(0, 20);
    return switch (what) {
      case 0, 1 -> daemon("RM killed and started", "rm", Area.YARN, away, true);
      case 2 -> daemon("RM stopped", "rm", Area.YARN, away, false);
      case 3 -> daemon("NM killed and started", node, Area.YARN, away, true);
      default -> daemon("NM stopped", node, Area.YARN, away, false);
    };
  }

  private SoakFault zooKeeper() {
    int servers = cluster.grid().options().orElseThrow().zooKeepers();
    int first = random.nextInt(servers);
    String server = "zk" + (1 + first);
    Duration away = seconds(0, 15);
    if (random.nextInt(3) == 0) {
      return quorum(List.of(server, "zk" + (1 + (first + 1) % servers)), away);
    }
    return random.nextBoolean()
        ? daemon("ZooKeeper server killed and started", server, Area.ZOOKEEPER, away, true)
        : daemon("ZooKeeper server stopped", server, Area.ZOOKEEPER, away, false);
  }

  /** Killed, not stopped: servers that hang cannot tell that there is no quorum. */
  private SoakFault quorum(List<String> majority, Duration away) {
    Grid grid = cluster.grid();
    return new SoakFault(
        "ZooKeeper's quorum killed and started",
        String.join(" and ", majority),
        Area.ZOOKEEPER,
        Set.of(),
        Set.of(),
        away,
        () -> majority.forEach(grid::kill),
        () -> majority.forEach(grid::startDaemon));
  }

  private SoakFault daemon(String kind, String name, Area area, Duration away, boolean kill) {
    Grid grid = cluster.grid();
    return new SoakFault(
        kind,
        name,
        area,
        Set.of(),
        Set.of(),
        away,
        () -> {
          if (kill) {
            grid.kill(name);
          } else {
            grid.pause(name);
          }
        },
        () -> {
          if (kill) {
            grid.startDaemon(name);
          } else {
            grid.resume(name);
          }
        });
  }

  /** A node with all that it runs of the job hangs, and comes back. */
  private SoakFault host() {
    String node = node();
    Duration pause = pause();
    String host = "127.0.0." + (Integer.parseInt(node.substring("nm".length())) + 1);
    List<ContainerProcess> stopped = new ArrayList<>();
    Set<String> there =
        job.awaitAllRunning().entrySet().stream()
            .filter(
                worker ->
                    ContainerProcesses.onHost(job.applicationId(), host)
                        .contains(worker.getValue()))
            .map(worker -> worker.getKey())
            .collect(Collectors.toUnmodifiableSet());
    return new SoakFault(
        "host stopped",
        node + " with workers " + there,
        Area.HOST,
        there,
        mayExpire(pause) ? there : Set.of(),
        pause,
        () -> {
          cluster.grid().pause(node);
          stopped.addAll(ContainerProcesses.onHost(job.applicationId(), host));
          stopped.forEach(ContainerProcess::pause);
        },
        () -> {
          stopped.forEach(ContainerProcess::resume);
          cluster.grid().resume(node);
        });
  }

  private String node() {
    return "nm" + (1 + random.nextInt(cluster.grid().options().orElseThrow().nodes()));
  }

  /** Plainly shorter than the session, or about as long, or plainly longer. */
  private Duration pause() {
    return switch (random.nextInt(4)) {
      case 0 -> Duration.ofMillis(100 + random.nextInt((int) session.toMillis() / 2));
      case 1 -> Duration.ofMillis(session.toMillis() - 1500 + random.nextInt(3000));
      default -> session.plus(seconds(2, 12));
    };
  }

  private boolean mayExpire(Duration pause) {
    return pause.compareTo(session.dividedBy(2).plusMillis(200)) > 0;
  }

  private Duration seconds(int least, int most) {
    return Duration.ofMillis(least * 1000L + random.nextInt((most - least) * 1000));
  }
}
