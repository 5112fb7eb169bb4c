package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.job.Application;
import java.time.Instant;

/**
 * How the job ends. Decided once, and durable with the decision.
 *
 * @param since when this leader learned of it
 */
record JobEnd(FinalStatus status, String diagnostics, Instant since) {

  static JobEnd of(Application ended, Instant now) {
    FinalStatus status =
        switch (ended.state()) {
          case SUCCEEDED -> FinalStatus.SUCCEEDED;
          case FAILED -> FinalStatus.FAILED;
          case KILLED -> FinalStatus.KILLED;
          case RUNNING -> throw new IllegalArgumentException("has not ended: " + ended);
        };
    return new JobEnd(status, ended.diagnostics(), now);
  }

  Application.State state() {
    return switch (status) {
      case SUCCEEDED -> Application.State.SUCCEEDED;
      case FAILED -> Application.State.FAILED;
      case KILLED -> Application.State.KILLED;
    };
  }
}
