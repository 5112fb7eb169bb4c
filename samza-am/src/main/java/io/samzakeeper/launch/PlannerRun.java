package io.samzakeeper.launch;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.Znodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * One question to a planner: a JVM of its own, since it loads the user's classes. How the JVM is
 * started is the caller's matter; what is passed, how long it may take, and what its end means are
 * the same for all.
 */
public final class PlannerRun {
  public static final String MAIN = "io.samzakeeper.planner.PlannerMain";

  /** The planner ends by itself before that, unless it hangs. */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Names of the files in the planner's directory, its two arguments. */
  public static final String REQUEST = "request.json";

  public static final String RESULT = "result.json";
  private static final String OUTPUT = "planner.out";
  private static final int LAST_LINES = 15;

  private PlannerRun() {}

  /** What came of it. */
  public sealed interface Outcome {}

  /** With or without a plan. */
  public record Answered(PlannerResult result) implements Outcome {}

  /** Ended after {@link #PATIENCE}. */
  public record TooSlow() implements Outcome {}

  /**
   * The JVM did not come up, or died.
   *
   * @param lastWords of what it printed; may be empty
   */
  public record NoResult(int exitCode, String lastWords) implements Outcome {}

  /**
   * Asks; blocks until the planner's process has ended.
   *
   * @param directory where the files that are passed, and the planner's words, go
   * @param planner writes its result to {@value #RESULT} in the directory; its output is redirected
   */
  public static Outcome ask(PlannerRequest request, Path directory, ProcessBuilder planner)
      throws IOException, InterruptedException {
    Path result = directory.resolve(RESULT);
    Path output = directory.resolve(OUTPUT);
    Files.deleteIfExists(result);
    Files.write(directory.resolve(REQUEST), Znodes.encode(request));
    planner.redirectErrorStream(true).redirectOutput(output.toFile());
    OptionalInt exitCode = ChildProcess.run(planner, PATIENCE);
    if (exitCode.isEmpty()) {
      return new TooSlow();
    }
    if (!Files.exists(result)) {
      return new NoResult(exitCode.getAsInt(), tail(output));
    }
    return new Answered(
        Znodes.decode(result.toString(), Files.readAllBytes(result), PlannerResult.class));
  }

  private static String tail(Path output) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
