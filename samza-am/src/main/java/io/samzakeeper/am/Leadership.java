package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.JobStore;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Outcome;
import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.Supervisor;
import io.samzakeeper.am.supervisor.SupervisorLoop;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import io.samzakeeper.am.web.EventHistory;
import io.samzakeeper.am.web.JobPages;
import io.samzakeeper.am.yarn.AttemptToken;
import io.samzakeeper.am.yarn.NmLink;
import io.samzakeeper.am.yarn.NmLinkSettings;
import io.samzakeeper.am.yarn.RmLink;
import io.samzakeeper.am.yarn.RmLinkOwner;
import io.samzakeeper.am.yarn.RmLinkSettings;
import io.samzakeeper.am.yarn.WorkerLaunch;
import io.samzakeeper.am.yarn.YarnContainers;
import io.samzakeeper.am.yarn.YarnRmConnector;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.launch.Launches;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reign: from the epoch that was taken to its end. Wires the supervisor with its edges: the
 * job's tree, the ResourceManager, the NodeManagers, the workers' registrations.
 */
final class Leadership implements RmLinkOwner, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final CandidateEnvironment environment;
  private final JobTree tree;
  private final Consumer<CandidateExit> ended;
  private final AttemptTokens tokens;
  private final Fence fence;
  private final SessionLease lease;
  private final SupervisorLoop loop;
  private final WorkerWatch workers;
  private final RmLink rm;
  private final NmLink nm;
  private final JobStore store;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "lease"));

  /**
   * Takes the epoch and reads back what the predecessor left. Blocks.
   *
   * @param credentials that YARN gave to this container
   * @param pages where people see the job
   * @param ended told how the candidate is to end, when this reign is over
   */
  Leadership(
      CandidateEnvironment environment,
      Configuration hadoop,
      Credentials credentials,
      JobTree tree,
      String candidateId,
      JobPages pages,
      Consumer<CandidateExit> ended)
      throws IOException {
    this.environment = environment;
    this.tree = tree;
    this.ended = ended;
    this.tokens = new AttemptTokens(tree, environment.applicationId());
    String attemptId = environment.attemptId().toString();
    long takenAt = System.nanoTime();
    this.fence =
        new EpochClaim(tree)
            .take(
                new LeaderRecord(
                    candidateId, attemptId, pages.address(), Clock.systemUTC().millis()));
    LOG.info("Leading {} with epoch {}", attemptId, fence.version());
    this.lease =
        new SessionLease(
            tree.client(), fence, session(), takenAt, System::nanoTime, timer, this::overtaken);

    TreeReader reader = new TreeReader(tree);
    Application application = reader.application();
    if (!application.applicationId().equals(environment.applicationId())) {
      throw new TreeException(
          "the job is run by " + application.applicationId() + " now, not by this application",
          null);
    }
    Plan plan = reader.plan();
    JobConfig config = reader.config(plan);
    EventHistory history = new EventHistory(reader.events());
    this.store = history.recording(new TreeJobStore(tree, fence, environment.applicationId()));
    Restored restored =
        reader.restore(application, plan, fence.version(), attemptId, Clock.systemUTC());
    LOG.info(
        "Found {} processors, {} containers, {} workers",
        restored.processors().size(),
        restored.containers().size(),
        restored.workers().size());
    this.loop = new SupervisorLoop(new Supervisor(settings(config), restored));
    this.workers =
        new WorkerWatch(
            tree,
            restored.workers().stream().map(WorkerRegistration::containerId).toList(),
            loop::accept);
    YarnContainers containers = new YarnContainers();
    this.rm =
        new RmLink(
            RmLinkSettings.of(environment.host(), -1, pages.url(), config.amHeartbeat()),
            tokens.newest(credentials),
            new YarnRmConnector(hadoop),
            containers,
            lease,
            this::prove,
            this,
            loop::accept);
    this.nm =
        new NmLink(
            hadoop,
            containers,
            new WorkerLaunch(
                reader.launch(), Launches.acls(config), forWorkers(credentials), fence.version()),
            lease,
            loop::accept,
            NmLinkSettings.DEFAULT);
    pages.show(loop::view, history::recent);
  }

  /** Starts to lead; returns at once. */
  void begin() {
    tokens.nodes().forEach(nm::token);
    CompletableFuture<Void> unused =
        loop.outcome().thenAccept(outcome -> ended.accept(exit(outcome)));
    loop.start(store, rm, nm);
    workers.start();
  }

  @Override
  public void attemptGone(String attemptId, String reason) {
    LOG.warn("{} is over ({}): the next attempt leads, workers go on", attemptId, reason);
    ended.accept(CandidateExit.ATTEMPT_OVER);
  }

  @Override
  public void leadershipLost(LeadershipLostException cause) {
    LOG.error("Leadership is lost: {}", cause.getMessage());
    ended.accept(CandidateExit.LEADERSHIP_LOST);
  }

  @Override
  public void tokenRolled(AttemptToken token) {
    try {
      tokens.keep(token, fence);
    } catch (IOException | TreeException e) {
      LOG.error("The rolled token could not be kept: a successor in this attempt may lack it", e);
    }
  }

  @Override
  public void asksRefused(String reason) {
    LOG.error("YARN refuses what the job asks for: {}", reason);
    loop.accept(
        new Event.StopRequested(
            Action.FinalStatus.FAILED, "YARN refuses what the job asks for: " + reason));
  }

  @Override
  public void linkFailed(RuntimeException cause) {
    LOG.error("The link to the ResourceManager failed", cause);
    ended.accept(CandidateExit.CRASHED);
  }

  /** Ends this reign without a word to YARN: whoever comes next goes on. */
  @Override
  public void close() {
    lease.close();
    timer.shutdownNow();
    loop.close();
    workers.close();
    rm.close();
    nm.close();
  }

  private void prove() throws LeadershipLostException {
    tree.sync();
    int epoch = tree.leader().orElseThrow().version();
    if (epoch != fence.version()) {
      throw new LeadershipLostException(
          "epoch " + epoch + " leads, ours was " + fence.version(), null);
    }
  }

  private void overtaken() {
    LOG.error("Another candidate has taken a newer epoch than {}: ending", fence.version());
    ended.accept(CandidateExit.LEADERSHIP_LOST);
  }

  private CandidateExit exit(Outcome outcome) {
    if (outcome instanceof Outcome.Finished finished) {
      LOG.info("{} has ended: {}", environment.applicationId(), finished);
      // Not confirmed: only a candidate that goes on can say it again.
      return finished.confirmed() ? CandidateExit.FINISHED : CandidateExit.CRASHED;
    }
    if (outcome instanceof Outcome.Failed failed) {
      LOG.error("The supervisor failed", failed.cause());
      return CandidateExit.CRASHED;
    }
    return CandidateExit.LEADERSHIP_LOST;
  }

  private Duration session() {
    try {
      return Duration.ofMillis(
          tree.client().getZookeeperClient().getZooKeeper().getSessionTimeout());
    } catch (Exception e) {
      throw new TreeException("the ZooKeeper session is gone", e);
    }
  }

  private static SupervisorSettings settings(JobConfig config) {
    return new SupervisorSettings(
        config.containerMemoryMb(),
        config.containerCores(),
        config.containerLabel(),
        config.retryCount(),
        config.retryWindow(),
        config.failJobAfterRetries(),
        config.launchTimeout());
  }

  /** Workers run the user's code: the candidates' secret is not for them. */
  private static Credentials forWorkers(Credentials credentials) {
    Credentials copy = new Credentials(credentials);
    copy.removeSecretKey(ApplicationSecret.ALIAS);
    return copy;
  }
}
