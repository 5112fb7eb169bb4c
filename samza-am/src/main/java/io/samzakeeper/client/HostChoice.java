package io.samzakeeper.client;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Picks the host that a processor moves to. Pure. */
final class HostChoice {
  private final List<Host> hosts;

  /**
   * A host that runs.
   *
   * @param freeMemoryMb of what its NodeManager gives away, what nobody has now
   */
  record Host(String name, long freeMemoryMb, int freeCores) {}

  HostChoice(List<Host> hosts) {
    this.hosts = List.copyOf(hosts);
  }

  /**
   * The one with that name.
   *
   * @throws ClientException when there is none
   */
  Host named(String name) {
    return hosts.stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ClientException(
                    ClientExit.BAD_INPUT,
                    "--to="
                        + name
                        + " is no host of the cluster that runs; there are "
                        + hosts.stream().map(Host::name).sorted().toList()));
  }

  /**
   * Of all others the one with most memory free, if that is enough.
   *
   * @throws ClientException when there is none
   */
  Host otherThan(String current, long memoryMb, int cores) {
    return hosts.stream()
        .filter(host -> !host.name().equals(current))
        .filter(host -> host.freeMemoryMb() >= memoryMb && host.freeCores() >= cores)
        .max(Comparator.comparingLong(Host::freeMemoryMb).thenComparing(Host::name))
        .orElseThrow(
            () ->
                new ClientException(
                    ClientExit.NOT_DONE,
                    "no host but "
                        + current
                        + " has room for "
                        + memoryMb
                        + " MB and "
                        + cores
                        + " cores; free are "
                        + free()));
  }

  private String free() {
    return hosts.stream()
        .sorted(Comparator.comparing(Host::name))
        .map(
            host ->
                String.format(
                    Locale.ROOT,
                    "%d MB and %d cores on %s",
                    host.freeMemoryMb(),
                    host.freeCores(),
                    host.name()))
        .collect(Collectors.joining(", "));
  }
}
