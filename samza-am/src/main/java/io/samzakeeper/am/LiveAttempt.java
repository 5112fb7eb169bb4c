package io.samzakeeper.am;

import io.samzakeeper.am.yarn.AttemptToken;
import io.samzakeeper.job.PublishedAttempt;
import java.io.IOException;
import org.apache.hadoop.yarn.api.records.ContainerId;

/**
 * The attempt that YARN counts as running.
 *
 * @param token lets its holder speak for the attempt
 * @param amContainer the container that YARN regards as the AM, whoever leads
 */
record LiveAttempt(AttemptToken token, ContainerId amContainer) {

  static LiveAttempt of(PublishedAttempt published) throws IOException {
    return new LiveAttempt(
        AttemptToken.decode(published.token()), ContainerId.fromString(published.amContainerId()));
  }

  PublishedAttempt published() throws IOException {
    return new PublishedAttempt(
        token.attemptId().toString(), amContainer.toString(), token.keyId(), token.encode());
  }

  /** Whether it is a later attempt, or the same with a token that the RM rolled over to. */
  boolean isNewerThan(LiveAttempt other) {
    int order = token.attemptId().compareTo(other.token.attemptId());
    return order > 0 || (order == 0 && token.keyId() > other.token.keyId());
  }
}
