package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Supervisor;
import io.samzakeeper.am.yarn.NmLink;
import io.samzakeeper.am.yarn.NmLinkSettings;
import io.samzakeeper.am.yarn.PreparedRmConnector;
import io.samzakeeper.am.yarn.YarnContainers;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.TreeView;
import java.io.IOException;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a standby does of a take-over while another leads: it reads, decides and connects, and says
 * and writes nothing. A JVM that has never done these things needs most of a second for their
 * classes alone, and a standby has the time that a new leader has not.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

  private static final long NO_EPOCH = -1;

  private final CandidateEnvironment environment;
  private final Configuration hadoop;
  private final Credentials credentials;
  private final PreparedRmConnector rm;

  Rehearsal(
      CandidateEnvironment environment,
      Configuration hadoop,
      Credentials credentials,
      PreparedRmConnector rm) {
    this.environment = environment;
    this.hadoop = hadoop;
    this.credentials = credentials;
    this.rm = rm;
  }

  /** Blocks. What fails here will be told by the take-over that it fails in. */
  void run(TreeView view, TreeReader reader, AttemptTokens tokens) {
    long begun = System.nanoTime();
    try {
      LiveAttempt attempt = tokens.newest();
      Inheritance inheritance =
          Inheritance.read(reader, environment, credentials, NO_EPOCH, attempt);
      decide(inheritance);
      tokens.nodes(view);
      new NmLink(
              hadoop,
              new YarnContainers(),
              inheritance.launches(),
              () -> {
                throw new LeadershipLostException("this is a rehearsal", null);
              },
              event -> {},
              NmLinkSettings.DEFAULT)
          .close();
      rm.prepare(attempt.token());
      LOG.info("Ready to lead, after {} ms", (System.nanoTime() - begun) / 1_000_000);
    } catch (IOException | TreeException e) {
      LOG.info("Not all of a take-over could be rehearsed: {}", e.toString());
    }
  }

  private static void decide(Inheritance inheritance) {
    Supervisor supervisor = inheritance.supervisor(inheritance.config().standbyCount());
    supervisor.decide(new Event.Tick(), Instant.now());
    supervisor.view(Instant.now());
    inheritance.restored().containers().forEach(Znodes::encode);
  }
}
