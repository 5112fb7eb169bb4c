package io.samzakeeper.planner;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Problem;
import io.samzakeeper.job.PlannerResult.Status;
import io.samzakeeper.job.Znodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The planner's process: {@code PlannerMain <request file> <result file>}. Exit codes are those of
 * {@link Status}. Whatever the user's code prints goes to standard error.
 */
public final class PlannerMain {
  /** How long planning may take in all. */
  static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(PlannerMain.class);
  private static final int FRAMES_SHOWN = 12;

  private PlannerMain() {}

  public static void main(String[] args) {
    System.setOut(System.err);
    if (args.length != 2) {
      System.err.println("usage: PlannerMain <request file> <result file>");
      System.exit(Status.INTERNAL_ERROR.exitCode());
    }
    // Clients of the job's systems may leave threads behind that are no daemons.
    System.exit(run(Path.of(args[0]), Path.of(args[1])).exitCode());
  }

  /** Answers the request in one file by the result in another, which appears whole. */
  static Status run(Path requestFile, Path resultFile) {
    PlannerResult result = answer(requestFile);
    try {
      Path partial = resultFile.resolveSibling(resultFile.getFileName() + ".partial");
      Files.write(partial, Znodes.encode(result));
      Files.move(
          partial, resultFile, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.error("Cannot write the result to {}", resultFile, e);
      System.err.println("cannot write the result to " + resultFile + ": " + e);
      return Status.INTERNAL_ERROR;
    }
    return result.status();
  }

  private static PlannerResult answer(Path requestFile) {
    CompletableFuture<PlannerResult> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                PlannerRequest request =
                    Znodes.decode(
                        requestFile.toString(),
                        Files.readAllBytes(requestFile),
                        PlannerRequest.class);
                answer.complete(new Planner().answer(request));
              } catch (Throwable t) {
                answer.completeExceptionally(t);
              }
            },
            "planner");
    thread.setDaemon(true);
    thread.start();
    try {
      return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return tooSlow(thread);
    } catch (ExecutionException e) {
      LOG.error("Planning failed", e.getCause());
      return internal("planning failed: " + Failures.describe(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return internal("planning was interrupted");
    }
  }

  private static PlannerResult tooSlow(Thread thread) {
    String where =
        Stream.of(thread.getStackTrace())
            .limit(FRAMES_SHOWN)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(" < "));
    LOG.error("Not done within {}; it is in {}", LIMIT, where);
    return PlannerResult.failed(
        Status.ENVIRONMENT,
        new Problem(
            "",
            "",
            "",
            "planning was not done within "
                + LIMIT.toSeconds()
                + "s; see that the systems of the job answer, then try again. It was in "
                + where),
        List.of());
  }

  private static PlannerResult internal(String message) {
    return PlannerResult.failed(Status.INTERNAL_ERROR, new Problem("", "", "", message), List.of());
  }
}
