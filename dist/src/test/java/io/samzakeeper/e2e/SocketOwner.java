package io.samzakeeper.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is at the other end of a connection from this machine, by what {@code /proc} says. */
final class SocketOwner {
  private SocketOwner() {}

  /**
   * @return the YARN container of the process that opened it; empty if there is none
   */
  static String containerOf(Socket accepted) {
    String peer = "%04X".formatted(accepted.getPort());
    String here = "%04X".formatted(accepted.getLocalPort());
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> inode(table, peer, here).stream())
        .findFirst()
        .flatMap(inode -> process("socket:[" + inode + "]"))
        .map(ContainerProcesses::containerOf)
        .orElse("");
  }

  /** The peer's own line: what is its local end is our remote one. */
  private static Optional<String> inode(String table, String localPort, String remotePort) {
    try {
      List<String> lines = Files.readAllLines(Path.of(table));
      return lines.stream()
          .skip(1)
          .map(line -> line.strip().split("\\s+"))
          .filter(
              fields -> fields[1].endsWith(":" + localPort) && fields[2].endsWith(":" + remotePort))
          .map(fields -> fields[9])
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> process(String socket) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(path -> path.getFileName().toString().matches("\\d+"))
          .filter(path -> holds(path, socket))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path process, String socket) {
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return descriptors.anyMatch(descriptor -> target(descriptor).equals(socket));
    } catch (IOException | java.io.UncheckedIOException e) {
      // It has ended, or is not ours.
      return false;
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
