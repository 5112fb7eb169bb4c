package io.samzakeeper.am.planning;

import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.launch.PlannerRun;
import io.samzakeeper.launch.WorkerFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.fs.FileUtil;

/**
 * Runs planners in the AM's container, which has the files of workers ({@link WorkerFiles}), at the
 * lowest priority and with what memory the AM leaves ({@link PlannerMemory}). A planner ends with
 * this process, however that ends. Safe for any thread; one planner at a time.
 */
public final class LeaderPlanner {
  private static final String TOKENS = "tokens";

  /**
   * Bounds, so that heap and all else come to what was reckoned with; no compiler's second tier.
   */
  private static final String OPTIONS =
      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MaxMetaspaceSize=128m"
          + " -XX:CompressedClassSpaceSize=32m -XX:ReservedCodeCacheSize=32m -Xss512k"
          + " -Dlog4j2.configurationFile=__keeper/conf/log4j2-worker.xml";

  private final Path container;
  private final LaunchSpec worker;
  private final int containerMb;
  private final int ownHeapMb;
  private final ByteBuffer credentials;

  /**
   * @param container the AM container's directory, this process's own
   * @param worker how workers are started: their files, Java, and class path
   * @param containerMb memory of the AM's container
   * @param credentials serialised, as workers get them: the planner runs the user's code
   */
  public LeaderPlanner(Path container, LaunchSpec worker, int containerMb, ByteBuffer credentials) {
    this(container, worker, containerMb, ownHeapMb(), credentials);
  }

  LeaderPlanner(
      Path container, LaunchSpec worker, int containerMb, int ownHeapMb, ByteBuffer credentials) {
    this.container = container.toAbsolutePath();
    this.worker = worker;
    this.containerMb = containerMb;
    this.ownHeapMb = ownHeapMb;
    this.credentials = credentials.asReadOnlyBuffer();
  }

  /** What came of it. */
  public sealed interface Outcome {}

  /** With or without a plan: see its status. */
  public record Answered(PlannerResult result) implements Outcome {}

  /**
   * No planner has answered.
   *
   * @param reason for the operator
   */
  public record Failed(String reason) implements Outcome {}

  /**
   * Asks a planner; blocks until it has ended, for {@link PlannerRun#PATIENCE} at most.
   *
   * @throws InterruptedException the planner is ended then, too
   */
  public synchronized Outcome ask(PlannerRequest request) throws InterruptedException {
    OptionalInt heap = PlannerMemory.heapMb(containerMb, ownHeapMb);
    if (heap.isEmpty()) {
      return new Failed(
          "the AM's container of "
              + containerMb
              + " MB has no room for a planner beside a heap of "
              + ownHeapMb
              + " MB; yarn.am.container.memory.mb of "
              + PlannerMemory.leastContainerMb(ownHeapMb)
              + " would do");
    }
    for (LaunchSpec.Resource file : worker.resources()) {
      if (!Files.exists(localised(file))) {
        return new Failed("the AM's container has no " + localised(file).getFileName());
      }
    }
    Path directory = container.resolve("tmp/planner");
    try {
      layOut(directory);
      return outcome(
          PlannerRun.ask(request, directory, process(directory, heap.getAsInt())), directory);
    } catch (IOException e) {
      return new Failed("a planner could not be run in " + directory + ": " + e);
    }
  }

  private static Outcome outcome(PlannerRun.Outcome outcome, Path directory) {
    if (outcome instanceof PlannerRun.Answered answered) {
      return new Answered(answered.result());
    }
    if (outcome instanceof PlannerRun.NoResult dead) {
      return new Failed(
          "the planner ended with exit code "
              + dead.exitCode()
              + " and left no result; its last words, whole in "
              + directory
              + ":\n"
              + dead.lastWords());
    }
    return new Failed(
        "the planner has not answered for "
            + PlannerRun.PATIENCE.toSeconds()
            + " s; what it was doing is in "
            + directory);
  }

  /** As the container of a worker looks, so that a worker's scripts find all where it is there. */
  private void layOut(Path directory) throws IOException {
    FileUtil.fullyDelete(directory.toFile());
    Files.createDirectories(directory);
    for (LaunchSpec.Resource file : worker.resources()) {
      Files.createSymbolicLink(directory.resolve(file.name()), localised(file));
    }
    try (FileChannel tokens =
        FileChannel.open(
            directory.resolve(TOKENS),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer content = credentials.duplicate();
      while (content.hasRemaining()) {
        tokens.write(content);
      }
    }
  }

  private Path localised(LaunchSpec.Resource file) {
    return container.resolve(WorkerFiles.nameForCandidates(file.name()));
  }

  /** Its standard input is the leash: it is closed with this process, also by kill -9. */
  private ProcessBuilder process(Path directory, int heapMb) {
    ProcessBuilder planner =
        new ProcessBuilder(
                List.of(
                    "bash",
                    "__keeper/bin/leashed.sh",
                    "bash",
                    "__keeper/bin/run-container.sh",
                    PlannerRun.MAIN,
                    PlannerRun.REQUEST,
                    PlannerRun.RESULT))
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.PIPE);
    Map<String, String> environment = planner.environment();
    // Of a worker's environment only what says which classes it has, and which Java.
    for (String name : List.of("JAVA_HOME", "ADDITIONAL_CLASSPATH_DIR")) {
      if (worker.environment().containsKey(name)) {
        environment.put(name, worker.environment().get(name));
      }
    }
    environment.put("SAMZA_CONTAINER_ID", "planner");
    environment.put("LOG_DIR", ".");
    environment.put("JAVA_OPTS", OPTIONS + " -Xmx" + heapMb + "m");
    environment.put("KEEPER_CLASS_SHARING", "false");
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("HADOOP_TOKEN_FILE_LOCATION", directory.resolve(TOKENS).toString());
    return planner;
  }

  private static int ownHeapMb() {
    return (int) (Runtime.getRuntime().maxMemory() >> 20);
  }
}
