package io.samzakeeper.am.yarn;

import java.io.IOException;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to the RM ahead of the time when it matters. Safe for any thread. */
public final class PreparedRmConnector implements RmConnector, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PreparedRmConnector.class);

  private final RmConnector connector;
  private AttemptToken token;
  private Connection prepared;

  public PreparedRmConnector(RmConnector connector) {
    this.connector = connector;
  }

  /**
   * Makes a connection and uses it once, for a request that the RM refuses for its impossible
   * response id, as it does for the {@link TakeOver}'s probe. It has no effect there but that the
   * attempt counts as alive for one expiry from now.
   *
   * @param newest of the attempt that runs
   */
  public void prepare(AttemptToken newest) throws IOException {
    Connection fresh = connector.connect(newest);
    try {
      fresh
          .rm()
          .allocate(AllocateRequest.newBuilder().responseId(AttemptTalk.IMPOSSIBLE_ID).build());
    } catch (YarnException e) {
      LOG.debug("The ResourceManager answers: {}", e.getMessage());
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    keep(newest, fresh);
  }

  @Override
  public synchronized Connection connect(AttemptToken wanted) throws IOException {
    Connection kept = prepared;
    if (kept != null && token.equals(wanted)) {
      prepared = null;
      return kept;
    }
    return connector.connect(wanted);
  }

  @Override
  public synchronized void close() {
    if (prepared != null) {
      prepared.close();
      prepared = null;
    }
  }

  private synchronized void keep(AttemptToken newest, Connection fresh) {
    close();
    token = newest;
    prepared = fresh;
  }
}
