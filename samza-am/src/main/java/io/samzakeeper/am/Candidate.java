package io.samzakeeper.am;

import io.samzakeeper.am.web.JobPages;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.LogLevels;
import io.samzakeeper.logging.LogLevelWatch;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.SessionGuard;
import io.samzakeeper.tree.TreeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process that can lead the job: its ZooKeeper session, its place in the election and, while it
 * is elected, its {@link Leadership}. It ends with the first of: the application has ended, the
 * attempt is over, the session or the leadership is lost. There is no way back from a lost
 * leadership but a new process.
 */
final class Candidate implements LeaderLatchListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Candidate.class);

  private static final Duration PATIENCE_WITH_HEIR = Duration.ofSeconds(2);

  /**
   * A candidate that starts where another leads often does so because something has failed, and
   * then what replaces a worker needs the machine more than we do.
   */
  private static final Duration UNHURRIED = Duration.ofSeconds(3);

  private final CandidateEnvironment environment;
  private final Configuration hadoop;
  private final Consumer<CandidateExit> ended;
  private final Credentials credentials;
  private final CuratorFramework zooKeeper;
  private final JobTree tree;
  private final Candidacy candidacy;
  private final JobPages pages;
  private final ExecutorService leaderThread =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "leader"));

  private final AttemptTokens tokens;

  /** The attempt that this container was launched for as its AM; nothing for a standby. */
  private final Optional<LiveAttempt> launchedFor;

  private boolean closed;
  private volatile Leadership leadership;
  private final LeaderWatch leader;
  private final Preparation preparation;
  private final HandOverOffers offers;
  private final LogLevelWatch levels;
  private volatile CuratorCache attempts;
  private volatile SessionGuard guard;

  /**
   * @param tree closed with this candidate, and so its session
   * @param launchedFor published by now
   * @param ended told once how this candidate ended, by any thread
   */
  Candidate(
      CandidateEnvironment environment,
      Configuration hadoop,
      Credentials credentials,
      JobTree tree,
      Optional<LiveAttempt> launchedFor,
      Consumer<CandidateExit> ended) {
    this.environment = environment;
    this.hadoop = hadoop;
    this.credentials = credentials;
    this.tree = tree;
    this.zooKeeper = tree.client();
    this.launchedFor = launchedFor;
    this.ended = ended;
    this.tokens =
        new AttemptTokens(tree, environment.applicationId(), ApplicationSecret.acl(credentials));
    this.pages =
        new JobPages(
            hadoop,
            environment.jobId(),
            environment.applicationId(),
            environment.host(),
            environment.user());
    this.candidacy =
        new Candidacy(
            tree,
            new CandidateId(
                environment.containerId().toString(),
                ProcessHandle.current().pid(),
                environment.host()));
    this.leader = new LeaderWatch(tree, candidacy.id(), candidacy::removeDead, this::ledBy);
    this.offers = new HandOverOffers(tree, candidacy.id());
    this.levels = new LogLevelWatch(tree, LogLevels.AM);
    this.preparation = new Preparation(environment, hadoop, credentials, tree, tokens);
  }

  void start() {
    LOG.info("Candidate {} of job {} stands for election", candidacy.id(), environment.jobId());
    guard =
        new SessionGuard(
            zooKeeper, environment.sessionTimeout(), environment.outageMax(), new SessionOwner());
    attempts = tokens.watch(this::attemptSeen, this::applicationOver);
    if (Election.line(tree).isEmpty()) {
      pages.begin(); // needed in a moment
    }
    candidacy.stand(this);
    leader.start();
    offers.start();
    levels.start();
    CompletableFuture.delayedExecutor(UNHURRIED.toMillis(), TimeUnit.MILLISECONDS)
        .execute(this::prepare);
  }

  private void ledBy(LeaderRecord leading, int epoch) {
    pages.ledBy(leading, epoch);
    if (!leading.candidateId().equals(candidacy.id().toString())) {
      Company.is(true);
    }
  }

  private final class SessionOwner implements SessionGuard.Owner {
    @Override
    public void sessionLost(String why) {
      LOG.error("The ZooKeeper session is lost ({}): ending, workers go on", why);
      ended.accept(CandidateExit.LEADERSHIP_LOST);
    }

    @Override
    public void noQuorum(long nanoTime, boolean first) {
      Leadership current = leadership;
      if (current != null) {
        current.noQuorum(nanoTime, first);
      }
    }
  }

  private synchronized void prepare() {
    if (!closed) {
      pages.begin();
      preparation.start();
    }
  }

  /** YARN ends the container of an attempt that is over; where it cannot, we end by ourselves. */
  private void attemptSeen(LiveAttempt seen) {
    ApplicationAttemptId running = seen.token().attemptId();
    if (launchedFor.filter(ours -> running.compareTo(ours.token().attemptId()) > 0).isPresent()) {
      LOG.warn("{} runs now, this container was the AM of an earlier one: ending", running);
      ended.accept(CandidateExit.ATTEMPT_OVER);
    } else if (leadership == null) {
      preparation.rehearse(); // with the token that a take-over needs now
    }
  }

  /** The leader has unregistered the application, and YARN waits for its AM container to end. */
  private void applicationOver() {
    LOG.info("{} is unregistered: ending", environment.applicationId());
    ended.accept(CandidateExit.FINISHED);
  }

  @Override
  public void isLeader() {
    LOG.info("Elected");
    Company.is(false); // until another is seen to stand
    pages.begin();
    preparation.elected();
    leaderThread.execute(
        () -> {
          try {
            leadership =
                new Leadership(
                    environment,
                    hadoop,
                    credentials,
                    tree,
                    candidacy.id(),
                    pages,
                    preparation,
                    guard::outage,
                    this::giveWay,
                    ended);
            leadership.begin();
            preparation.done();
          } catch (IOException | RuntimeException | Error e) {
            LOG.error("Leading failed", e);
            ended.accept(CandidateExit.CRASHED);
          }
        });
  }

  /**
   * A planned hand-over. This process stays until YARN has heard the other: its end and the start
   * of the next one would take time from the machine, which the heir may be on, too.
   */
  private void giveWay(CandidateId heir) {
    leaderThread.execute(
        () -> {
          try {
            leadership.rest();
            candidacy.leaveTo(heir, leadership.fence());
            LOG.info("Handed over to {}: ending, workers go on", heir);
            if (!offers.awaitAnswered(PATIENCE_WITH_HEIR)) {
              LOG.warn("{} has not said that it leads within {}", heir, PATIENCE_WITH_HEIR);
            }
          } catch (TreeException e) {
            LOG.warn("Ending without a word to {}: {}", heir, e.getMessage());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed meanwhile
          }
          ended.accept(CandidateExit.HANDED_OVER);
        });
  }

  @Override
  public void notLeader() {
    LOG.error("No longer elected: ending, workers go on");
    ended.accept(CandidateExit.LEADERSHIP_LOST);
  }

  /** Gives leadership up at once and leaves everything else as it is: on SIGTERM. */
  void resign() {
    try {
      LOG.info("Resigning: the next candidate takes over, workers go on");
      close();
    } catch (IOException e) {
      LOG.warn("Resigned, but not cleanly: {}", e.toString());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return; // by a signal and by the end of the reign that follows from it
    }
    closed = true;
    leader.close();
    Leadership current = leadership;
    if (current != null) {
      current.close();
    }
    candidacy.close(); // before all that may take time: the next candidate waits for it
    leaderThread.shutdownNow();
    offers.close();
    levels.close();
    preparation.close();
    if (attempts != null) {
      attempts.close();
    }
    if (guard != null) {
      guard.close();
    }
    zooKeeper.close();
    pages.close();
  }
}
