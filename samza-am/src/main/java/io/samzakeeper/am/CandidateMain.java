package io.samzakeeper.am;

import io.samzakeeper.job.InvalidConfigException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The candidate process: stands for election and, once elected, leads the job until the application
 * has ended or somebody else leads. The launcher script watches its exit code, {@link
 * CandidateExit}.
 */
public final class CandidateMain {
  private static final Logger LOG = LoggerFactory.getLogger(CandidateMain.class);

  private CandidateMain() {}

  public static void main(String[] args) throws InterruptedException {
    CandidateExit exit = run();
    LOG.info("Candidate ends: {} (exit code {})", exit, exit.code());
    // Not System.exit: threads of Hadoop and Curator may hang, and nothing of ours is left to save.
    Runtime.getRuntime().halt(exit.code());
  }

  private static CandidateExit run() throws InterruptedException {
    CompletableFuture<CandidateExit> ended = new CompletableFuture<>();
    try {
      CandidateEnvironment environment = CandidateEnvironment.from(System.getenv());
      try (Candidate candidate =
          new Candidate(environment, new YarnConfiguration(), ended::complete)) {
        Thread onSignal = new Thread(candidate::resign, "sigterm");
        Runtime.getRuntime().addShutdownHook(onSignal);
        candidate.start();
        return ended.get();
      }
    } catch (InvalidConfigException e) {
      LOG.error("Candidate cannot start: {}", e.getMessage());
      return CandidateExit.BAD_ENVIRONMENT;
    } catch (ExecutionException | RuntimeException | java.io.IOException e) {
      LOG.error("Candidate crashed", e);
      return CandidateExit.CRASHED;
    }
  }
}
