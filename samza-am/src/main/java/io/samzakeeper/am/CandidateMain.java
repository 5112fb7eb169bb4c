package io.samzakeeper.am;

import io.samzakeeper.am.yarn.AttemptToken;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeSecret;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
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
    Leash.watch(() -> ended.complete(CandidateExit.LAUNCHER_GONE));
    try {
      CandidateEnvironment environment = CandidateEnvironment.from(System.getenv());
      Preloading.begin();
      Credentials credentials = ContainerCredentials.read(System.getenv());
      JobTree tree = connect(environment, credentials);
      // First of all: a leader in another container can do nothing before it has this token. What
      // takes long (Hadoop's configuration, the job's page) comes afterwards.
      Optional<LiveAttempt> launchedFor = attempt(environment, credentials);
      if (launchedFor.isPresent()) {
        new AttemptTokens(tree, environment.applicationId(), ApplicationSecret.acl(credentials))
            .publish(launchedFor.get());
      }
      try (Candidate candidate =
          new Candidate(
              environment,
              new YarnConfiguration(),
              credentials,
              tree,
              launchedFor,
              ended::complete)) {
        Thread onSignal = new Thread(candidate::resign, "sigterm");
        Runtime.getRuntime().addShutdownHook(onSignal);
        candidate.start();
        return ended.get();
      }
    } catch (InvalidConfigException e) {
      LOG.error("Candidate cannot start: {}", e.getMessage());
      return CandidateExit.BAD_ENVIRONMENT;
    } catch (ExecutionException | RuntimeException | IOException e) {
      LOG.error("Candidate crashed", e);
      return CandidateExit.CRASHED;
    }
  }

  private static JobTree connect(CandidateEnvironment environment, Credentials credentials) {
    JobPaths paths = JobPaths.of(environment.zkRoot(), environment.jobId());
    return new JobTree(
        ZooKeeperConnection.forService(
            environment.zkConnect(),
            environment.sessionTimeout(),
            new ZooKeeperConnection.Access(
                paths.root(), identities(credentials), environment.clientSettings())),
        paths);
  }

  /** As a candidate of this application, and, where the tree is protected, as its user. */
  private static List<ZooKeeperConnection.Digest> identities(Credentials credentials) {
    List<ZooKeeperConnection.Digest> identities = new ArrayList<>();
    identities.add(ApplicationSecret.digest(credentials));
    byte[] secret = credentials.getSecretKey(new Text(TreeSecret.ALIAS));
    if (secret != null) {
      identities.add(TreeSecret.parse("the credential " + TreeSecret.ALIAS, secret));
    }
    return identities;
  }

  /** YARN gives a token to the container that it launches as AM, and to no other. */
  private static Optional<LiveAttempt> attempt(
      CandidateEnvironment environment, Credentials credentials) throws IOException {
    return AttemptToken.in(credentials)
        .map(token -> new LiveAttempt(token, environment.containerId()));
  }
}
