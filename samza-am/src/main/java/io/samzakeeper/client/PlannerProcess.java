package io.samzakeeper.client;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.launch.PlannerRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;

/** Runs the planner: a JVM of its own, since it loads the user's classes. */
final class PlannerProcess {
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
    List<Path> jars = shippedJars(bringsSamza);
    List<String> classPath = new ArrayList<>(jars.stream().map(Path::toString).toList());
    classPath.addAll(code);
    if (bringsSamza) {
      code.stream().takeWhile(PlannerProcess::isJar).map(Path::of).forEach(jars::add);
    }
    PlannerClasses classes = new PlannerClasses(home, workDirectory, jars);
    boolean keep = true;
    try {
      PlannerRun.Outcome outcome =
          PlannerRun.ask(
              request, directory, new ProcessBuilder(command(directory, classPath, classes)));
      PlannerResult result = answer(outcome, directory);
      switch (result.status()) {
        case OK -> {
          classes.keep(directory);
          keep = false;
        }
        case BAD_INPUT, ENVIRONMENT -> keep = false;
        case INTERNAL_ERROR -> keep = true;
      }
      return accepted(result, directory);
    } finally {
      if (!keep) {
        FileUtil.fullyDelete(directory.toFile());
      }
    }
  }

  private static PlannerResult answer(PlannerRun.Outcome outcome, Path directory) {
    if (outcome instanceof PlannerRun.Answered answered) {
      return answered.result();
    }
    if (outcome instanceof PlannerRun.NoResult dead) {
      throw new ClientException(
          ClientExit.INTERNAL_ERROR,
          "the planner ended with exit code "
              + dead.exitCode()
              + " and left no result"
              + (dead.lastWords().isBlank()
                  ? " and no word; nothing of the job was started"
                  : "; its last words, whole in " + directory + ":\n" + dead.lastWords()));
    }
    throw new ClientException(
        ClientExit.UNREACHABLE,
        "the planner has not answered for "
            + PlannerRun.PATIENCE.toSeconds()
            + " s; what it was doing is in "
            + directory);
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

  /** Listed, not "*": a broken installation is found out here. */
  private List<Path> shippedJars(boolean bringsSamza) {
    List<Path> jars = new ArrayList<>(framework.jars("worker"));
    if (!bringsSamza) {
      jars.addAll(framework.jars("samza"));
    }
    return jars;
  }

  private static boolean isJar(String entry) {
    return entry.endsWith(".jar") || entry.endsWith(".war");
  }

  private List<String> command(Path directory, List<String> classPath, PlannerClasses classes) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(classes.options(directory));
    command.addAll(
        List.of(
            "-Dsamza.log.dir=" + directory,
            "-Dlog4j.configurationFile=" + home.resolve("conf/log4j2-worker.xml").toUri(),
            "-cp",
            String.join(java.io.File.pathSeparator, classPath),
            PlannerRun.MAIN,
            directory.resolve(PlannerRun.REQUEST).toString(),
            directory.resolve(PlannerRun.RESULT).toString()));
    return command;
  }
}
