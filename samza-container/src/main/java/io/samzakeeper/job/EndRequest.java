package io.samzakeeper.job;

import java.util.Objects;

/**
 * A wish of somebody that the job ends. It stays until the job is submitted again, so that it is
 * carried out whoever leads and whether or not he waits for it.
 *
 * @param applicationId that is to end; of another one it says nothing
 * @param askedBy for people
 */
public record EndRequest(How how, String applicationId, String askedBy) {

  public EndRequest {
    Objects.requireNonNull(how, "how");
  }

  /** In which way. */
  public enum How {
    /** Each task processes what it has in hand and commits. */
    STOP,
    /** What has been taken in goes through the whole job, as at the end of bounded inputs. */
    DRAIN
  }
}
