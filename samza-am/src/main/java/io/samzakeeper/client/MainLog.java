package io.samzakeeper.client;

import io.samzakeeper.client.ContainerLogs.LogFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of a container's files is the one that people mean by its log. */
final class MainLog {
  private MainLog() {}

  /**
   * The file that our own log4j2 files name, else the largest log that the job's own file has made,
   * else what the process printed.
   *
   * @param target am, a processor, or a container
   */
  static Optional<String> among(List<LogFile> files, String target) {
    return Stream.concat(
            Stream.of(
                    target.equals(LogTarget.AM) ? "am.log" : "samza-container-" + target + ".log",
                    "am.log",
                    "samza-container-spare.log")
                .filter(name -> files.stream().anyMatch(file -> file.name().equals(name))),
            Stream.concat(
                files.stream()
                    .filter(file -> file.name().endsWith(".log") && !file.name().startsWith("gc"))
                    .sorted(Comparator.comparingLong(LogFile::bytes).reversed())
                    .map(LogFile::name),
                Stream.of("stderr", "stdout")
                    .filter(name -> files.stream().anyMatch(file -> file.name().equals(name)))))
        .findFirst();
  }
}
