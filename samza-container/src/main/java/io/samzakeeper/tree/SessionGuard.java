package io.samzakeeper.tree;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the session of a long-lived process has to be taken for lost: when the ensemble says
 * so, or when there was no connection for its timeout, unless the ensemble provably had no quorum
 * ({@link SessionTerm}, {@link Quorum}). So a process that is cut off ends in time, and one whose
 * ensemble is down as a whole goes on with the session that it has.
 *
 * <p>For clients of {@link ZooKeeperConnection#forService}, which leave this to the guard. It asks
 * servers only while there is no connection.
 */
public final class SessionGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionGuard.class);

  /** Of a session, between two questions. */
  private static final int QUESTIONS = 6;

  private final CuratorFramework client;
  private final Duration outageMax;
  private final Owner owner;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "session-guard");
            thread.setDaemon(true);
            return thread;
          });

  /** While there is no connection; null else. Guarded by this. */
  private SessionTerm term;

  /** As granted at the last connection. Guarded by this, as is what follows. */
  private Duration session;

  private Optional<Quorum> quorum = Optional.empty();
  private boolean lost;

  /** Told by threads of the guard and of ZooKeeper's client; must not block. */
  public interface Owner {
    /**
     * The session is to be taken for lost. Told once.
     *
     * @param why for people
     */
    void sessionLost(String why);

    /**
     * There is no connection, and at that time there was no quorum, so the session lives.
     *
     * @param nanoTime when, by {@link System#nanoTime}
     * @param first whether it is the first that is told of this outage
     */
    void noQuorum(long nanoTime, boolean first);
  }

  /**
   * Starts to watch.
   *
   * @param session timeout that was asked for; from the first connection on what was granted counts
   * @param outageMax for how long an ensemble without quorum is no reason to end
   */
  public SessionGuard(CuratorFramework client, Duration session, Duration outageMax, Owner owner) {
    this.client = client;
    this.session = session;
    this.outageMax = outageMax;
    this.owner = owner;
    client.getConnectionStateListenable().addListener((c, state) -> connectionIs(state));
    if (client.getZookeeperClient().isConnected()) {
      connected();
    }
  }

  /**
   * A time without a connection.
   *
   * @param since how long it has lasted
   * @param quorumLost whether the ensemble was seen without a quorum meanwhile
   */
  public record Outage(Duration since, boolean quorumLost) {}

  /** The one that lasts; nothing while there is a connection. */
  public synchronized Optional<Outage> outage() {
    return Optional.ofNullable(term)
        .map(
            begun ->
                new Outage(
                    Duration.ofNanos(begun.nanosSinceLoss(System.nanoTime())),
                    begun.wasProlonged()));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void connectionIs(ConnectionState state) {
    switch (state) {
      case CONNECTED, RECONNECTED -> connected();
      case SUSPENDED -> disconnected();
      case LOST -> lost("the ensemble has ended the session");
      case READ_ONLY -> LOG.warn("Connected to a ZooKeeper server without a quorum");
    }
  }

  private synchronized void connected() {
    if (term != null) {
      LOG.info("Connected to ZooKeeper again, in the same session");
    }
    term = null;
    try {
      session = ZooKeeperConnection.grantedSession(client);
    } catch (TreeException e) {
      LOG.warn("Taking the session's timeout to be {} ms still", session.toMillis(), e);
    }
    if (!threads.isShutdown()) {
      threads.execute(this::learnEnsemble);
    }
  }

  private synchronized void disconnected() {
    if (term != null || threads.isShutdown()) {
      return;
    }
    SessionTerm begun = new SessionTerm(session, outageMax, System.nanoTime());
    term = begun;
    LOG.warn(
        "No connection to ZooKeeper: what is to be written waits; the session counts as lost after"
            + " {} ms, unless the ensemble has no quorum",
        session.toMillis());
    threads.execute(() -> awaitEnd(begun));
    quorum.ifPresent(known -> threads.execute(() -> askAgainAndAgain(begun, known)));
  }

  /** Which servers make a quorum; of an ensemble that does not let itself be asked, nothing. */
  private void learnEnsemble() {
    try {
      byte[] config = client.getConfig().forEnsemble();
      String connect = client.getZookeeperClient().getCurrentConnectionString();
      Optional<Quorum> known =
          Quorum.of(
              connect,
              config == null ? "" : new String(config, StandardCharsets.UTF_8),
              ClientSettings.tls(client.getZookeeperClient().getZooKeeper().getClientConfig()));
      synchronized (this) {
        quorum = known;
      }
    } catch (Exception e) {
      if (!threads.isShutdown()) {
        LOG.info("Which servers make up the ensemble is not known: {}", e.toString());
      }
    }
  }

  private void awaitEnd(SessionTerm begun) {
    try {
      while (true) {
        long left;
        boolean wasProlonged;
        synchronized (this) {
          if (term != begun) {
            return; // connected meanwhile
          }
          left = begun.nanosLeft(System.nanoTime());
          wasProlonged = begun.wasProlonged();
        }
        if (left <= 0) {
          lost(
              wasProlonged
                  ? "no ZooKeeper server was heard since the ensemble had no quorum, or for longer"
                      + " than keeper.zk.outage.max.ms"
                  : "no ZooKeeper server was heard for the session timeout");
          return;
        }
        TimeUnit.NANOSECONDS.sleep(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void askAgainAndAgain(SessionTerm begun, Quorum known) {
    boolean first = true;
    try {
      for (long asked = System.nanoTime(); ; asked = System.nanoTime()) {
        boolean isLost = known.isLost(threads);
        synchronized (this) {
          if (term != begun) {
            return;
          }
          isLost = isLost && begun.prolong(asked);
        }
        if (isLost) {
          if (first) {
            LOG.warn(
                "The ZooKeeper ensemble has no quorum: going on for up to {} s",
                outageMax.toSeconds());
          }
          owner.noQuorum(asked, first);
          first = false;
        }
        TimeUnit.NANOSECONDS.sleep(begun.sessionNanos() / QUESTIONS);
      }
    } catch (InterruptedException | RejectedExecutionException e) {
      LOG.debug("The guard is closed", e);
    }
  }

  private void lost(String why) {
    synchronized (this) {
      if (lost || threads.isShutdown()) {
        return;
      }
      lost = true;
      term = null;
    }
    owner.sessionLost(why);
  }
}
