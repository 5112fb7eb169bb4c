package io.samzakeeper.job;

import java.util.Objects;

/**
 * What the process that YARN has launched as AM tells the other candidates, so that any of them can
 * speak for the attempt. Holds a secret: readable with the application's secret only.
 *
 * @param attemptId YARN's id of the attempt
 * @param amContainerId the container that YARN regards as the AM: the attempt ends with it
 * @param keyId of the RM's master key that the token was made with; a rollover raises it
 * @param token the AMRMToken, as YARN's tokens are encoded in URLs
 */
public record PublishedAttempt(String attemptId, String amContainerId, int keyId, String token) {
  public PublishedAttempt {
    Objects.requireNonNull(attemptId, "attemptId");
    Objects.requireNonNull(amContainerId, "amContainerId");
    Objects.requireNonNull(token, "token");
  }

  /** Does not print the secret. */
  @Override
  public String toString() {
    return attemptId + " with AM container " + amContainerId + " and key " + keyId;
  }
}
