package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.LeadershipLostException;
import java.time.Duration;

/**
 * The candidate process that runs a link, for what is not the supervisor's business. Called from
 * the link's thread; must not call the link's {@code close} and wait.
 */
public interface RmLinkOwner {
  /**
   * The RM does not know the attempt any more: it has ended, or its token is outdated. Workers run
   * on. The link waits for {@link RmLink#newAttempt} and sends nothing until then.
   */
  void attemptGone(String attemptId, String reason);

  /** The lease has run out or the epoch has moved on; the link has ended. */
  void leadershipLost(LeadershipLostException cause);

  /**
   * The RM does not answer; told again after each try.
   *
   * @param since the time since its last answer, or since this link began
   * @param everAnswered whether this link has been answered at all
   */
  void silent(Duration since, boolean everAnswered);

  /**
   * The RM has rolled the attempt's token over. To be kept for successors, durably on return: the
   * link acknowledges the answer that carried it afterwards, and the old token dies in a while.
   */
  void tokenRolled(AttemptToken token);

  /**
   * The RM refuses our asks (too large, unknown node label, ...) and will do so whenever they are
   * repeated; the link has dropped them.
   */
  void asksRefused(String reason);

  /** The link has ended by a fault of ours; nothing is heard of the RM any more. */
  void linkFailed(RuntimeException cause);
}
