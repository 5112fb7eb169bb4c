package io.samzakeeper.grid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Says what is up. Exit code 3 if not everything is.",
    footer = {"", "Examples:", "  grid status", "  grid status --json"},
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final int NOT_ALL_UP = 3;

  @Mixin private DataOption data;

  @Option(names = "--json", description = "For programs; names containers' processes, too.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    GridStatus status = data.grid().status();
    if (json) {
      System.out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(status));
    } else {
      print(status);
    }
    return status.up() ? 0 : NOT_ALL_UP;
  }

  private static void print(GridStatus status) {
    System.out.printf("%-7s %-9s %-16s %8s %8s  %s%n", "", "", "address", "pid", "memory", "log");
    for (GridStatus.Daemon daemon : status.daemons()) {
      boolean down = daemon.state() == GridStatus.State.DOWN;
      System.out.printf(
          "%-7s %-9s %-16s %8s %8s  %s%n",
          daemon.name(),
          daemon.state().name().toLowerCase(Locale.ROOT),
          daemon.address(),
          down ? "-" : daemon.pid(),
          down ? "-" : daemon.memoryMb() + " MB",
          daemon.log());
    }
    long containers =
        status.containers().stream().map(ContainerProcess::containerId).distinct().count();
    System.out.printf(
        "%ncontainers       %d%nResourceManager  %s%nZooKeeper        %s%nKafka            %s%n"
            + "HADOOP_CONF_DIR  %s%ndata             %s%n",
        containers,
        status.resourceManagerUi(),
        status.zooKeeper(),
        status.kafka(),
        status.hadoopConfDir(),
        status.dataDirectory());
  }
}
