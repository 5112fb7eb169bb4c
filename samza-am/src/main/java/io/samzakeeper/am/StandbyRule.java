package io.samzakeeper.am;

import io.samzakeeper.job.JobConfig;
import java.util.Optional;

/**
 * How many candidates may stand by.
 *
 * @param proxy that AMs speak to on their own node, where the cluster has such: then there are
 *     none, whatever the config wants
 */
record StandbyRule(Optional<String> proxy) {
  private static final String OWN_PROXY =
      "AMs speak to a proxy on their own node here (federation), so no other node can take over";

  int count(JobConfig wanting) {
    return proxy.isPresent() ? 0 : wanting.standbyCount();
  }

  /** Why there are none on this cluster, for people; nothing where there may be some. */
  Optional<String> whyNone() {
    return proxy.map(seen -> OWN_PROXY + " (" + seen + ")");
  }

  /** Why there is nobody to hand over to, for people. */
  String whyNobody(JobConfig wanting) {
    int standbys = count(wanting);
    return "no other candidate stands: "
        + whyNone()
            .orElse(
                standbys == 0
                    ? "the job runs without standbys (keeper.am.standby.count=0)"
                    : standbys
                        + " standby is wanted and none stands by yet; status shows when it does");
  }
}
