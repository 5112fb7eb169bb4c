package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.yarn.AttemptToken;
import io.samzakeeper.am.yarn.RmLink;
import io.samzakeeper.am.yarn.RmLinkOwner;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempt that a reign speaks for: always the newest that YARN has launched, with the newest of
 * its tokens. And what follows where the ResourceManager does not take or hear what is said.
 */
final class SpokenAttempt implements RmLinkOwner, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpokenAttempt.class);

  private final CandidateEnvironment environment;
  private final JobTree tree;
  private final AttemptTokens tokens;
  private final Fence fence;
  private final Supplier<Duration> rmTimeout;
  private final Consumer<Event> events;
  private final Consumer<CandidateExit> ended;
  private volatile LiveAttempt attempt;
  private volatile CuratorCache newer;

  /**
   * @param found that runs when the reign begins
   * @param rmTimeout how long the ResourceManager may be silent, as the config has it now
   * @param ended told how the candidate is to end
   */
  SpokenAttempt(
      CandidateEnvironment environment,
      JobTree tree,
      AttemptTokens tokens,
      Fence fence,
      LiveAttempt found,
      Supplier<Duration> rmTimeout,
      Consumer<Event> events,
      Consumer<CandidateExit> ended) {
    this.environment = environment;
    this.tree = tree;
    this.tokens = tokens;
    this.fence = fence;
    this.attempt = found;
    this.rmTimeout = rmTimeout;
    this.events = events;
    this.ended = ended;
  }

  /** The container that YARN regards as the AM, whoever leads. */
  String amContainer() {
    return attempt.amContainer().toString();
  }

  /** Has the link speak for whatever YARN launches from now on. */
  void follow(RmLink rm) {
    newer = tokens.watch(seen -> seen(seen, rm), () -> {});
  }

  @Override
  public void attemptGone(String attemptId, String reason) {
    if (attempt.amContainer().equals(environment.containerId())) {
      LOG.warn("{} is over ({}), and so is its AM container: ending", attemptId, reason);
      ended.accept(CandidateExit.ATTEMPT_OVER);
    } else {
      LOG.warn("{} is over ({}): waiting for the next one, workers go on", attemptId, reason);
    }
  }

  @Override
  public void leadershipLost(LeadershipLostException cause) {
    LOG.error("Leadership is lost: {}", cause.getMessage());
    ended.accept(CandidateExit.LEADERSHIP_LOST);
  }

  @Override
  public void silent(Duration since, boolean everAnswered) {
    RmPatience patience = new RmPatience(rmTimeout.get());
    if (since.compareTo(patience.beforeResigning(everAnswered)) < 0) {
      return;
    }
    int others = tree.children(tree.paths().candidates()).size() - 1;
    if (others > 0) {
      LOG.error(
          "The ResourceManager has not answered for {} s: ending, for one of {} other candidates"
              + " may reach it; workers go on",
          since.toSeconds(),
          others);
      ended.accept(CandidateExit.LEADERSHIP_LOST);
    }
  }

  /** What YARN has launched since: we speak for it from now on. Called from a ZooKeeper thread. */
  private synchronized void seen(LiveAttempt seen, RmLink rm) {
    if (seen.isNewerThan(attempt)) {
      LOG.info("Speaking for {} from here on", seen.token().attemptId());
      boolean isLater = !seen.token().attemptId().equals(attempt.token().attemptId());
      String before = attempt.amContainer().toString();
      attempt = seen;
      if (isLater) {
        rm.gone(before);
        // Before YARN lists what runs: an AM container that is none any more is given back.
        events.accept(
            new Event.AttemptStarted(
                seen.token().attemptId().toString(), seen.amContainer().toString()));
      }
      rm.newAttempt(seen.token());
    }
  }

  @Override
  public void tokenRolled(AttemptToken token) {
    LiveAttempt rolled = rolled(token);
    try {
      tokens.keep(rolled, fence);
    } catch (IOException | TreeException e) {
      LOG.error("The rolled token could not be kept: a successor in this attempt may lack it", e);
    }
  }

  private synchronized LiveAttempt rolled(AttemptToken token) {
    LiveAttempt rolled = new LiveAttempt(token, attempt.amContainer());
    if (rolled.isNewerThan(attempt)) {
      attempt = rolled;
    }
    return rolled;
  }

  @Override
  public void asksRefused(String reason) {
    LOG.error("YARN refuses what the job asks for: {}", reason);
    events.accept(
        new Event.StopRequested(
            Action.FinalStatus.FAILED, "YARN refuses what the job asks for: " + reason));
  }

  @Override
  public void linkFailed(RuntimeException cause) {
    LOG.error("The link to the ResourceManager failed", cause);
    ended.accept(CandidateExit.CRASHED);
  }

  @Override
  public void close() {
    if (newer != null) {
      newer.close();
    }
  }
}
