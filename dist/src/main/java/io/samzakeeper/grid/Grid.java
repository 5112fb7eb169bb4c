package io.samzakeeper.grid;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real cluster on this machine: ZooKeeper, Kafka, a ResourceManager and NodeManagers, each a
 * process of its own on loopback addresses. All it writes is in one data directory; what it does is
 * there too, so that any later process can go on with the same grid.
 *
 * <p>Not for use by several threads at once. Daemons outlive the JVM that started them.
 */
public final class Grid {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final GridLayout layout;
  private final GridStore store;
  private final DaemonProcesses processes;
  private final GridSoftware software;
  private final Consumer<String> progress;

  /**
   * Touches nothing yet.
   *
   * @param data the data directory; it and its parents are made when the grid starts
   * @param progress takes one line for each thing done, from several threads
   */
  public Grid(Path data, GridSoftware software, Consumer<String> progress) {
    this.layout = new GridLayout(data.toAbsolutePath().normalize());
    this.store = new GridStore(layout);
    this.processes = new DaemonProcesses(layout);
    this.software = software;
    this.progress = progress;
  }

  /** An offset at which all ports of such a grid are free at this moment. */
  public static int freePortOffset(GridOptions options) {
    return PortCheck.freeOffset(options, RandomGenerator.getDefault());
  }

  /**
   * Starts what is missing and returns when everything serves: ZooKeeper has a leader, the broker
   * may lead partitions, and the ResourceManager counts on every node.
   *
   * @throws GridException if a port is taken (before anything is started), if the grid runs with
   *     other options, or if a daemon does not come up; daemons that did come up stay
   */
  public void start(GridOptions options) {
    software.check();
    checkDirectoryName();
    store.locked(
        () -> {
          GridIdentity identity = adopt(options);
          store.save(identity);
          if (Sweep.find(identity.id()).isEmpty()) {
            forgetContainerLogs();
          }
          new ConfigurationWriter(layout, software, identity).writeAll();
          starter(identity).start(catalog(identity).all());
        });
  }

  /** Starts single daemons of a grid that has been started before, and waits until they serve. */
  public void startDaemons(List<String> names) {
    software.check();
    store.locked(
        () -> {
          GridIdentity identity = identity();
          List<DaemonSpec> daemons = names.stream().map(name -> find(identity, name)).toList();
          new ConfigurationWriter(layout, software, identity).writeAll();
          starter(identity).start(daemons);
        });
  }

  public void startDaemon(String name) {
    startDaemons(List.of(name));
  }

  /**
   * Ends single daemons: SIGTERM, and SIGKILL after 10 s. Containers of a NodeManager live on, as
   * after a crash of it; see {@link #containers()}.
   */
  public void stopDaemons(List<String> names) {
    store.locked(
        () -> {
          GridIdentity identity = identity();
          names.forEach(name -> find(identity, name));
          end(names);
        });
  }

  public void stopDaemon(String name) {
    stopDaemons(List.of(name));
  }

  /**
   * Ends the grid: YARN's daemons, then every container, then Kafka and ZooKeeper. Applications end
   * with it and are not recovered by a later start; topics and znodes are kept. Returns when no
   * process of the grid is left, and does nothing if there is none.
   */
  public void stop() {
    if (store.load().isEmpty()) {
      progress.accept("There is no grid in " + layout.data());
      return;
    }
    store.locked(
        () -> {
          GridIdentity identity = identity();
          List<DaemonSpec> daemons = catalog(identity).all();
          // Masters first: nobody is left to replace a container that ends.
          end(names(daemons, DaemonKind.RESOURCE_MANAGER, DaemonKind.NODE_MANAGER));
          List<ContainerProcess> containers = ContainerProcess.of(identity.id());
          if (!containers.isEmpty()) {
            endContainers(containers);
          }
          end(names(daemons, DaemonKind.KAFKA, DaemonKind.ZOOKEEPER));
          int others = Sweep.endAll(identity.id());
          if (others > 0) {
            progress.accept("ended " + others + " more processes of the grid");
          }
          forgetApplications(identity);
          progress.accept("nothing is left running");
        });
  }

  /** Deletes the data directory. */
  public void clean() {
    Optional<GridIdentity> identity = store.load();
    if (identity.isEmpty()) {
      progress.accept("There is no grid in " + layout.data());
      return;
    }
    store.locked(
        () -> {
          List<ProcessId> running = Sweep.find(identity.get().id());
          if (!running.isEmpty()) {
            throw new GridException(
                "The grid in %s is running (%d processes): stop it first"
                    .formatted(layout.data(), running.size()));
          }
          GridStore.delete(layout.data());
        });
    progress.accept("deleted " + layout.data());
  }

  /** What the grid in the data directory was last started with; empty if there is none. */
  public Optional<GridOptions> options() {
    return store.load().map(GridIdentity::options);
  }

  /** What is up, asked now. */
  public GridStatus status() {
    GridIdentity identity = identity();
    Readiness readiness = new Readiness(ports(identity));
    List<CompletableFuture<GridStatus.Daemon>> questions =
        catalog(identity).all().stream()
            .map(daemon -> CompletableFuture.supplyAsync(() -> status(daemon, readiness)))
            .toList();
    List<GridStatus.Daemon> daemons = questions.stream().map(CompletableFuture::join).toList();
    return new GridStatus(
        daemons.stream().allMatch(daemon -> daemon.state() == GridStatus.State.UP),
        layout.data().toString(),
        hadoopConfDir().toString(),
        zooKeeperConnect(),
        kafkaBootstrap(),
        resourceManagerUi(),
        layout.staging().toString(),
        identity.options().portOffset(),
        daemons,
        ContainerProcess.of(identity.id()));
  }

  /** Processes in containers, now. */
  public List<ContainerProcess> containers() {
    return ContainerProcess.of(identity().id());
  }

  /** Of a daemon, by name; for faults. */
  public long pid(String daemon) {
    return process(daemon).pid();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill(String daemon) {
    ProcessId process = process(daemon);
    process.kill();
    if (!process.awaitEnd(PATIENCE)) {
      throw new GridException(daemon + " (pid " + process.pid() + ") does not end");
    }
  }

  /** SIGSTOP; returns when the daemon has stopped. */
  public void pause(String daemon) {
    process(daemon).pause();
  }

  /** SIGCONT. */
  public void resume(String daemon) {
    process(daemon).resume();
  }

  public boolean running(String daemon) {
    return processes.find(daemon).isPresent();
  }

  /** {@code HADOOP_CONF_DIR} for any YARN client. */
  public Path hadoopConfDir() {
    return layout.clientConfiguration();
  }

  public String zooKeeperConnect() {
    GridIdentity identity = identity();
    return IntStream.rangeClosed(1, identity.options().zooKeepers())
        .mapToObj(server -> GridPorts.Address.LOCAL + ":" + ports(identity).zooKeeper(server))
        .collect(Collectors.joining(","));
  }

  public String kafkaBootstrap() {
    return GridPorts.Address.LOCAL + ":" + ports(identity()).kafka();
  }

  public String resourceManagerUi() {
    return "http://" + GridPorts.Address.LOCAL + ":" + ports(identity()).resourceManagerWeb();
  }

  public Path stagingDirectory() {
    return layout.staging();
  }

  public Path dataDirectory() {
    return layout.data();
  }

  /** Where a daemon logs. */
  public Path log(String daemon) {
    return layout.log(daemon);
  }

  /** Where YARN keeps the logs of containers on a node: application/container/file. */
  public Path containerLogs(String node) {
    return layout.state(node).resolve("logs");
  }

  private GridStatus.Daemon status(DaemonSpec daemon, Readiness readiness) {
    Optional<ProcessId> process = processes.find(daemon.name());
    GridStatus.State state =
        process
            .map(
                found -> {
                  if (found.paused()) {
                    return GridStatus.State.PAUSED;
                  }
                  return readiness.ready(daemon, processes.startedAt(daemon.name()))
                      ? GridStatus.State.UP
                      : GridStatus.State.STARTING;
                })
            .orElse(GridStatus.State.DOWN);
    long pid = process.map(ProcessId::pid).orElse(0L);
    return new GridStatus.Daemon(
        daemon.name(),
        daemon.kind(),
        daemon.address(),
        state,
        pid,
        ProcessTable.residentMb(pid),
        daemon.log().toString());
  }

  private void checkDirectoryName() {
    // Commas separate directories, and YARN's launch scripts do not survive a space.
    if (!layout.data().toString().matches("[^\\s,:'\"$`\\\\]+")) {
      throw new GridException(
          "The data directory '"
              + layout.data()
              + "' must not have white space, quotes, comma, colon, backslash or $ in its name");
    }
  }

  /** The grid that is in the data directory, with these options if it may change to them. */
  private GridIdentity adopt(GridOptions options) {
    Optional<GridIdentity> existing = store.load();
    if (existing.isEmpty()) {
      store.checkUsable();
      return GridIdentity.create(options);
    }
    GridOptions current = existing.get().options();
    if (current.equals(options)) {
      return existing.get();
    }
    if (!Sweep.find(existing.get().id()).isEmpty()) {
      throw new GridException(
          "The grid in %s runs with other options (%s; wanted: %s): stop it first"
              .formatted(layout.data(), current, options));
    }
    if (current.zooKeepers() != options.zooKeepers()) {
      // New, empty servers could outvote the one that has the data.
      throw new GridException(
          "The grid in %s was made with --zookeepers %d: use that, or bin/grid clean first"
              .formatted(layout.data(), current.zooKeepers()));
    }
    return existing.get().withOptions(options);
  }

  private void end(List<String> names) {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (String name : names) {
      ends.add(
          CompletableFuture.runAsync(
              () -> {
                if (processes.stop(name, PATIENCE)) {
                  progress.accept("%-6s stopped".formatted(name));
                }
              }));
    }
    ends.forEach(CompletableFuture::join);
  }

  private void endContainers(List<ContainerProcess> containers) {
    long count = containers.stream().map(ContainerProcess::containerId).distinct().count();
    List<ProcessId> ids = containers.stream().map(one -> ProcessId.of(one.pid())).toList();
    ids.forEach(ProcessId::terminate);
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    ids.forEach(id -> id.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    ids.forEach(ProcessId::kill);
    progress.accept("ended " + count + " containers");
  }

  /** What a ResourceManager and NodeManagers would recover; their containers are gone. */
  private void forgetApplications(GridIdentity identity) {
    GridStore.delete(layout.state("rm"));
    for (int node = 1; node <= identity.options().nodes(); node++) {
      GridStore.delete(layout.state("nm" + node).resolve("recovery"));
      GridStore.delete(layout.state("nm" + node).resolve("local"));
    }
  }

  /** Logs of containers stay after a stop, to be read, and go when the next grid starts. */
  private void forgetContainerLogs() {
    for (int node = 1; Files.exists(layout.state("nm" + node)); node++) {
      GridStore.delete(containerLogs("nm" + node));
    }
  }

  private ProcessId process(String daemon) {
    return processes
        .find(find(identity(), daemon).name())
        .orElseThrow(() -> new GridException(daemon + " is not running"));
  }

  private DaemonSpec find(GridIdentity identity, String name) {
    List<DaemonSpec> all = catalog(identity).all();
    return all.stream()
        .filter(daemon -> daemon.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new GridException(
                    "There is no daemon '%s'; there are %s"
                        .formatted(
                            name,
                            all.stream().map(DaemonSpec::name).collect(Collectors.joining(", ")))));
  }

  private static List<String> names(List<DaemonSpec> daemons, DaemonKind... kinds) {
    return daemons.stream()
        .filter(daemon -> List.of(kinds).contains(daemon.kind()))
        .map(DaemonSpec::name)
        .toList();
  }

  private GridIdentity identity() {
    return store
        .load()
        .orElseThrow(
            () -> new GridException("There is no grid in " + layout.data() + ": bin/grid start"));
  }

  private DaemonCatalog catalog(GridIdentity identity) {
    return new DaemonCatalog(layout, software, identity);
  }

  private DaemonStarter starter(GridIdentity identity) {
    return new DaemonStarter(processes, new Readiness(ports(identity)), progress);
  }

  private static GridPorts ports(GridIdentity identity) {
    return new GridPorts(identity.options().portOffset());
  }
}
