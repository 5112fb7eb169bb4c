package io.samzakeeper.am;

import io.samzakeeper.am.planning.InputWatch;
import io.samzakeeper.am.planning.LeaderPlanner;
import io.samzakeeper.am.planning.PlanBasis;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.JobStore;
import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Outcome;
import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.SupervisorLoop;
import io.samzakeeper.am.web.Access;
import io.samzakeeper.am.web.ContainerCounts;
import io.samzakeeper.am.web.JobPages;
import io.samzakeeper.am.web.LeaderFigures;
import io.samzakeeper.am.web.Reports;
import io.samzakeeper.am.web.ZooKeeperLink;
import io.samzakeeper.am.yarn.AmRmProxy;
import io.samzakeeper.am.yarn.NmLink;
import io.samzakeeper.am.yarn.NmLinkSettings;
import io.samzakeeper.am.yarn.RmLink;
import io.samzakeeper.am.yarn.RmLinkSettings;
import io.samzakeeper.am.yarn.YarnContainers;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.launch.Launches;
import io.samzakeeper.liveness.LivenessPort;
import io.samzakeeper.tree.EndRequests;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.SessionGuard;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.TreeView;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reign: from the epoch that was taken to its end. Wires the supervisor with its edges: the
 * job's tree, the ResourceManager, the NodeManagers, the workers' registrations.
 */
final class Leadership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private static final Duration PATIENCE_OF_PAGES = Duration.ofSeconds(5);

  private final CandidateEnvironment environment;
  private final JobTree tree;
  private final Consumer<CandidateExit> ended;
  private final AttemptTokens tokens;
  private final SpokenAttempt attempt;
  private final LivenessPort liveness;
  private final long since;
  private final Fence fence;
  private final SessionLease lease;
  private final SupervisorLoop loop;
  private final Reports reports = new Reports(Clock.systemUTC());
  private final WorkerWatch workers;
  private final RestartWatch restarts;
  private final EndRequests ends;
  private final CandidateWatch candidates;
  private final RmLink rm;
  private final NmLink nm;
  private final JobStore store;
  private final JobPages pages;
  private final HandOvers handOvers;
  private final StandbyRule standbys;
  private final ConfigWatch configs;
  private final PlanTakeBack takeBack;
  private final Optional<InputWatch> inputs;

  private final LeaderPlanner planner;
  private final LeadersChanges changes;
  private final LeadersRestarts ordered;
  private final LeadersActions actions;

  /** Null until YARN has said it, which it does to who registers the attempt. */
  private volatile LeadersReplanner.Largest largest;

  private final Supplier<Optional<SessionGuard.Outage>> zooKeeper;
  private final BoundedReads reads = new BoundedReads(PATIENCE_OF_PAGES);
  private final long begunAt = System.nanoTime();

  /** Null until YARN has heard this leader. */
  private volatile Duration takeOver;

  /** The last one that could be used. */
  private volatile JobConfig config;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "lease"));

  /**
   * Takes the epoch and reads back what the predecessor left. Blocks.
   *
   * @param credentials that YARN gave to this container
   * @param pages where people see the job
   * @param preparation what this process knows and has ready
   * @param zooKeeper the outage that there is now
   * @param giveWay ends the reign in favour of another candidate; returns at once
   * @param ended told how the candidate is to end, when this reign is over
   */
  Leadership(
      CandidateEnvironment environment,
      Configuration hadoop,
      Credentials credentials,
      JobTree tree,
      CandidateId id,
      JobPages pages,
      Preparation preparation,
      Supplier<Optional<SessionGuard.Outage>> zooKeeper,
      Consumer<CandidateId> giveWay,
      Consumer<CandidateExit> ended)
      throws IOException {
    this.pages = pages;
    this.zooKeeper = zooKeeper;
    this.standbys = new StandbyRule(AmRmProxy.seenBy(hadoop, environment.host()));
    this.environment = environment;
    this.tree = tree;
    this.ended = ended;
    this.tokens =
        new AttemptTokens(tree, environment.applicationId(), ApplicationSecret.acl(credentials));
    LiveAttempt found = tokens.newest();
    String attemptId = found.token().attemptId().toString();
    this.liveness = new LivenessPort(environment.host(), id.toString());
    this.since = Clock.systemUTC().millis();
    long takenAt = System.nanoTime();
    this.fence =
        new EpochClaim(tree)
            .take(
                new LeaderRecord(
                    id.toString(), attemptId, pages.address(), liveness.address(), since));
    LOG.info("Leading {} with epoch {}", attemptId, fence.version());
    this.lease =
        new SessionLease(
            tree.client(), fence, session(), takenAt, System::nanoTime, timer, this::overtaken);

    TreeView view = preparation.view();
    Inheritance inheritance =
        Inheritance.read(
            preparation.reader(view), environment, credentials, fence.version(), found);
    Restored restored = inheritance.restored();
    ContainerCounts counts = new ContainerCounts(restored.records());
    this.store =
        counts.counting(
            inheritance
                .history()
                .recording(
                    new TreeJobStore(
                        tree,
                        view,
                        fence,
                        environment.applicationId(),
                        ApplicationSecret.acl(credentials))));
    this.config = inheritance.config();
    LOG.info(
        "Found {} processors, {} containers, {} workers",
        restored.plan().tasks().size(),
        restored.containers().size(),
        restored.workers().size());
    this.loop = new SupervisorLoop(inheritance.supervisor(standbys.count(config)));
    this.attempt =
        new SpokenAttempt(
            environment,
            tree,
            tokens,
            fence,
            found,
            () -> config.amRmTimeout(),
            loop::accept,
            ended);
    this.configs =
        new ConfigWatch(
            tree,
            config,
            current -> LeaderSettings.of(current, standbys.count(current)),
            (current, plan) -> {
              config = current;
              inheritance.launches().become(plan.worker().launch());
            },
            loop::accept);
    this.planner =
        new LeaderPlanner(
            Path.of("."),
            restored.plan().worker().launch(),
            config.amMemoryMb(),
            inheritance.launches().workerCredentials());
    this.takeBack = new PlanTakeBack(tree, fence);
    this.inputs = config.inputWatchPeriod().map(this::inputWatch);
    this.changes =
        new LeadersChanges(
            tree,
            environment.jobId(),
            fence.version(),
            environment.host(),
            new LeadersReplanner(planner, () -> Optional.ofNullable(largest)),
            reads);
    this.ordered =
        new LeadersRestarts(tree, environment.jobId(), environment.applicationId(), reads);
    this.actions =
        new LeadersActions(
            fence.version(),
            () -> candidates(id),
            (heir, by) -> handOvers().request(heir, by),
            changes,
            ordered,
            new LeadersEnds(
                tree,
                environment.jobId(),
                environment.applicationId(),
                () -> Optional.ofNullable(loop.view()).map(JobView::application),
                reads));
    this.handOvers =
        new HandOvers(
            tree,
            fence,
            id,
            new LeadersHandOver(
                () -> loop.view().application(),
                () -> standbys.whyNobody(config),
                giveWay,
                actions::handOverRefused,
                loop::accept));
    this.workers =
        new WorkerWatch(
            tree,
            restored.workers().stream().map(WorkerRegistration::containerId).toList(),
            loop::accept,
            reports);
    this.restarts = new RestartWatch(tree, loop::accept);
    this.ends = new EndRequests(tree, request -> endAsked(environment.applicationId(), request));
    this.candidates =
        new CandidateWatch(tree, restored.candidates().hosts().keySet(), this::candidateSeen);
    YarnContainers containers = new YarnContainers();
    this.rm =
        new RmLink(
            RmLinkSettings.of(
                environment.host(), -1, pages.url(), inheritance.config().amHeartbeat()),
            found.token(),
            preparation.rm(),
            containers,
            lease,
            this::prove,
            attempt,
            this::heard);
    this.nm =
        new NmLink(
            hadoop,
            containers,
            inheritance.launches(),
            lease,
            loop::accept,
            NmLinkSettings.DEFAULT);
    tokens.nodes(view).forEach(nm::token);
    pages.show(
        new LeadersJob(
            loop::view,
            inheritance.history(),
            () -> candidates(id),
            this::figures,
            counts,
            reports,
            () -> config,
            () -> new Access(hadoop, environment.user(), Launches.acls(config)),
            new TreeRecords(tree, reads),
            actions));
  }

  private HandOvers handOvers() {
    return handOvers;
  }

  private LeaderFigures figures() {
    return new LeaderFigures(
        Instant.ofEpochMilli(since),
        Optional.ofNullable(takeOver),
        rm.silence(),
        zooKeeper
            .get()
            .map(
                outage ->
                    new ZooKeeperLink(
                        false, outage.since(), outage.quorumLost(), environment.outageMax()))
            .orElseGet(() -> ZooKeeperLink.connected(environment.outageMax())));
  }

  private InputWatch inputWatch(Duration period) {
    return new InputWatch(
        () -> PlanBasis.read(tree, false),
        planner::ask,
        period,
        new InputGrowth(tree, fence, planner, loop::accept));
  }

  /** Starts to lead; returns at once. */
  void begin() {
    CompletableFuture<Void> unused =
        loop.outcome()
            .thenAccept(
                outcome -> {
                  // Whoever closes the loop says how the process is to end.
                  if (!(outcome instanceof Outcome.Closed)) {
                    ended.accept(exit(outcome));
                  }
                });
    loop.start(store, rm, nm, handOvers::handOverTo, takeBack);
    workers.start();
    restarts.start();
    ends.start();
    candidates.start();
    configs.start();
    inputs.ifPresent(InputWatch::start);
    handOvers.start();
    standbys
        .whyNone()
        .ifPresent(why -> loop.accept(new Event.Noted("job", "no standby AMs: " + why)));
    attempt.follow(rm);
  }

  private void candidateSeen(Event event) {
    loop.accept(event);
    Company.is(candidates.places().size() > 1);
  }

  private void endAsked(String applicationId, EndRequest request) {
    if (request.applicationId().equals(applicationId)) {
      loop.accept(new Event.EndAsked(request.how(), request.askedBy()));
    }
  }

  private void heard(Event event) {
    loop.accept(event);
    if (event instanceof Event.RmInSync sync) {
      if (sync.largestMemoryMb() > 0) {
        largest = new LeadersReplanner.Largest(sync.largestMemoryMb(), sync.largestCores());
      }
      if (takeOver == null) {
        takeOver = Duration.ofNanos(System.nanoTime() - begunAt);
      }
      handOvers.inSync();
    }
  }

  Fence fence() {
    return fence;
  }

  private CandidateGroup candidates(CandidateId own) {
    int wanted = config.standbyCount();
    return CandidateGroup.of(
        wanted,
        candidates.places(),
        own.toString(),
        since,
        attempt.amContainer(),
        wanted > 0 ? standbys.whyNone().orElse("") : "");
  }

  /** Nobody can have ended our session at that time, though ZooKeeper does not answer. */
  void noQuorum(long nanos, boolean first) {
    lease.livedAt(nanos);
    if (first) {
      loop.accept(
          new Event.Noted(
              "job", "ZooKeeper has no quorum: tasks process on, what is to be written waits"));
    }
  }

  /** Ends this reign without a word to YARN: whoever comes next goes on. */
  @Override
  public void close() {
    rest();
    liveness.close();
  }

  /**
   * Ends all that a leader does, and still shows that its process lives: it stays in the election
   * until it leaves it by itself.
   */
  void rest() {
    pages.standBy();
    reads.close();
    changes.close();
    ordered.close();
    handOvers.close();
    lease.close();
    timer.shutdownNow();
    attempt.close();
    loop.close();
    workers.close();
    reports.close();
    restarts.close();
    ends.close();
    candidates.close();
    configs.close();
    takeBack.close();
    inputs.ifPresent(InputWatch::close);
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
      if (!finished.confirmed()) {
        return CandidateExit.CRASHED; // only a candidate that goes on can say it again
      }
      try {
        tokens.retire(fence);
      } catch (TreeException e) {
        LOG.warn("The other candidates are not told of the end: they find out as leaders", e);
      }
      return CandidateExit.FINISHED;
    }
    if (outcome instanceof Outcome.Failed failed) {
      LOG.error("The supervisor failed", failed.cause());
      return CandidateExit.CRASHED;
    }
    return CandidateExit.LEADERSHIP_LOST;
  }

  /** As granted: the ensemble has bounds of its own, in its ticks. */
  private Duration session() {
    Duration granted = ZooKeeperConnection.grantedSession(tree.client());
    if (!granted.equals(environment.sessionTimeout())) {
      LOG.warn(
          "ZooKeeper grants a session of {} ms, {} were asked for: it allows 2 to 20 ticks",
          granted.toMillis(),
          environment.sessionTimeout().toMillis());
    }
    return granted;
  }
}
