package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Event.RmInSync;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the RM take us for the one who speaks for the attempt, whether it is new or somebody spoke
 * for it before; docs/takeover.md. Used by the link's thread.
 */
final class TakeOver {
  private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);

  private final ApplicationAttemptId attemptId;
  private final AttemptTalk talk;
  private final LeadershipProof proof;

  TakeOver(ApplicationAttemptId attemptId, AttemptTalk talk, LeadershipProof proof) {
    this.attemptId = attemptId;
    this.talk = talk;
    this.proof = proof;
  }

  /**
   * Blocks for the exchanges and for the supervisor's acknowledgements.
   *
   * @throws YarnException when it did not work out; {@link RmFailure} tells what to do
   */
  RmInSync run() throws YarnException, IOException, LeadershipLostException, InterruptedException {
    YarnException answer = talk.probe();
    return switch (RmFailure.of(answer)) {
      case OUT_OF_STEP -> goOn(RmFailure.expectedResponseId(answer));
      case NOT_REGISTERED -> register();
      case ALREADY_REGISTERED, ATTEMPT_GONE, ASKS_REFUSED, NO_ANSWER -> throw answer;
    };
  }

  /** The attempt lives: what its last answer held is told again before anything new is said. */
  private RmInSync goOn(int expected)
      throws YarnException, IOException, LeadershipLostException, InterruptedException {
    LOG.info(
        "{}: registered, the RM expects response id {}; going on from there", attemptId, expected);
    talk.continueFrom(expected);
    if (expected > 0) {
      talk.replayLast();
      LOG.info("{}: the RM has answered our first exchange", attemptId);
    }
    // A predecessor's last request may still be on its way. If it comes in before our first, then
    // the RM takes ours for its repetition and drops what it asks for. So twice nothing.
    talk.exchangeEmpty();
    talk.exchangeEmpty();
    return new RmInSync(attemptId.toString(), List.of(), 0, 0, false);
  }

  private RmInSync register()
      throws YarnException, IOException, LeadershipLostException, InterruptedException {
    // On the first attempt of our life nobody has proved anything yet; the lease alone is a belief.
    proof.prove();
    RegisterApplicationMasterResponse response = talk.register();
    LOG.info(
        "{}: registered; {} containers of earlier attempts are known already",
        attemptId,
        response.getContainersFromPreviousAttempts().size());
    talk.exchangeEmpty();
    return new RmInSync(
        attemptId.toString(),
        talk.containers(response.getContainersFromPreviousAttempts()),
        Math.toIntExact(response.getMaximumResourceCapability().getMemorySize()),
        response.getMaximumResourceCapability().getVirtualCores(),
        true);
  }
}
