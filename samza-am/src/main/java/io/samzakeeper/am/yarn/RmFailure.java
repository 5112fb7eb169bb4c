package io.samzakeeper.am.yarn;

import org.apache.hadoop.security.token.SecretManager.InvalidToken;
import org.apache.hadoop.yarn.client.AMRMClientUtils;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.ApplicationMasterNotRegisteredException;
import org.apache.hadoop.yarn.exceptions.InvalidApplicationMasterRequestException;
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;

/** What the RM's refusals mean. */
enum RmFailure {
  /** The RM expects another response id: somebody else may have spoken for the attempt. */
  OUT_OF_STEP,
  ALREADY_REGISTERED,
  /** A new attempt, or the RM has restarted. */
  NOT_REGISTERED,
  /** The attempt is over, or the token is outdated. */
  ATTEMPT_GONE,
  /** The RM will never grant what we ask for. */
  ASKS_REFUSED,
  /** Anything else: worth another try. */
  NO_ANSWER;

  /** The response id that the RM expects, or -1 if the failure does not tell. */
  static int expectedResponseId(Throwable failure) {
    return AMRMClientUtils.parseExpectedResponseIdFromException(failure.getMessage());
  }

  static RmFailure of(Throwable failure) {
    if (failure instanceof ApplicationMasterNotRegisteredException) {
      return NOT_REGISTERED;
    }
    if (failure instanceof ApplicationAttemptNotFoundException || isInvalidToken(failure)) {
      return ATTEMPT_GONE;
    }
    if (failure instanceof InvalidResourceRequestException) {
      return ASKS_REFUSED;
    }
    if (failure instanceof InvalidApplicationMasterRequestException) {
      // The RM uses this class for three different things.
      String message = String.valueOf(failure.getMessage());
      if (message.contains(AMRMClientUtils.APP_ALREADY_REGISTERED_MESSAGE.trim())) {
        return ALREADY_REGISTERED;
      }
      return expectedResponseId(failure) >= 0 ? OUT_OF_STEP : ATTEMPT_GONE;
    }
    return NO_ANSWER;
  }

  private static boolean isInvalidToken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidToken
          || (cause instanceof org.apache.hadoop.ipc.RemoteException remote
              && InvalidToken.class.getName().equals(remote.getClassName()))) {
        return true;
      }
    }
    return false;
  }
}
