package io.samzakeeper.client;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.Znodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;

/** Runs the planner: a JVM of its own, since it loads the user's classes. */
final class PlannerProcess {
  private static final String MAIN = "io.samzakeeper.planner.PlannerMain";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Framework framework;
  private final Path home;
  private final Path workDirectory;

  /**
   * @param home of the installation
   * @param workDirectory where the files that are passed, and the planner's log, go
   */
  PlannerProcess(Framework framework, Path home, Path workDirectory) {
    this.framework = framework;
    this.home = home;
    this.workDirectory = workDirectory;
  }

  /**
   * Asks a planner; blocks until it has answered.
   *
   * @param code class path of the job
   * @param bringsSamza whether Samza's jars are among it
   * @throws ClientException with the planner's words when there is no plan
   */
  PlannerResult ask(PlannerRequest request, List<String> code, boolean bringsSamza)
      throws IOException, InterruptedException {
    Files.createDirectories(workDirectory);
    Path directory = Files.createTempDirectory(workDirectory, "planner-");
    boolean keep = true;
    try {
      Path requestFile = directory.resolve("request.json");
      Path resultFile = directory.resolve("result.json");
      Path output = directory.resolve("planner.out");
      Files.write(requestFile, Znodes.encode(request));
      ProcessBuilder planner =
          new ProcessBuilder(command(directory, requestFile, resultFile, code, bringsSamza))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      int exitCode =
          ChildProcess.run(planner, PATIENCE)
              .orElseThrow(
                  () ->
                      new ClientException(
                          ClientExit.UNREACHABLE,
                          "the planner has not answered for "
                              + PATIENCE.toSeconds()
                              + " s; what it was doing is in "
                              + directory));
      if (!Files.exists(resultFile)) {
        String lastWords = tail(output);
        throw new ClientException(
            ClientExit.INTERNAL_ERROR,
            "the planner ended with exit code "
                + exitCode
                + " and left no result"
                + (lastWords.isBlank()
                    ? " and no word; nothing of the job was started"
                    : "; its last words, whole in " + directory + ":\n" + lastWords));
      }
      PlannerResult result =
          Znodes.decode(resultFile.toString(), Files.readAllBytes(resultFile), PlannerResult.class);
      switch (result.status()) {
        case OK, BAD_INPUT, ENVIRONMENT -> keep = false;
        case INTERNAL_ERROR -> keep = true;
      }
      return accepted(result, directory);
    } finally {
      if (!keep) {
        FileUtil.fullyDelete(directory.toFile());
      }
    }
  }

  private static PlannerResult accepted(PlannerResult result, Path directory) {
    return switch (result.status()) {
      case OK -> result;
      case BAD_INPUT -> throw new ClientException(ClientExit.BAD_INPUT, result.problem().message());
      case ENVIRONMENT ->
          throw new ClientException(ClientExit.UNREACHABLE, result.problem().message());
      case INTERNAL_ERROR ->
          throw new ClientException(
              ClientExit.INTERNAL_ERROR,
              "the planner failed: " + result.problem().message() + "; its log is in " + directory);
    };
  }

  private List<String> command(
      Path directory, Path request, Path result, List<String> code, boolean bringsSamza) {
    List<String> classPath = new ArrayList<>();
    classPath.add(home.resolve("lib/worker") + "/*");
    if (!bringsSamza) {
      // Listed, not "*": a broken installation is found out here.
      framework.jars("samza").forEach(jar -> classPath.add(jar.toString()));
    }
    classPath.addAll(code);
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-Dsamza.log.dir=" + directory,
        "-Dlog4j.configurationFile=" + home.resolve("conf/log4j2-worker.xml").toUri(),
        "-cp",
        String.join(java.io.File.pathSeparator, classPath),
        MAIN,
        request.toString(),
        result.toString());
  }

  private static String tail(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }
}
