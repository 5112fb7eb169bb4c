package io.samzakeeper.tree;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.apache.zookeeper.client.ConnectStringParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the ensemble provably has no quorum, by what its servers say: as many of them do not
 * serve as leave no majority. A server does not serve if its machine refuses the connection, so
 * that there is no process, or if it says so itself ({@code srvr}, the one four-letter word that
 * ZooKeeper allows by default). Who cannot be reached at all may serve others.
 */
final class Quorum {
  private static final Logger LOG = LoggerFactory.getLogger(Quorum.class);

  private static final Pattern VOTER = Pattern.compile("(?m)^server\\.\\d+=");

  /** Then a majority is not a matter of counting the servers that clients know. */
  private static final Pattern OTHER_KINDS = Pattern.compile("(?m)^(group|weight)\\.|:observer\\b");

  private final List<InetSocketAddress> servers;
  private final int voters;
  private final Optional<SSLSocketFactory> tls;

  private Quorum(List<InetSocketAddress> servers, int voters, Optional<SSLSocketFactory> tls) {
    this.servers = servers;
    this.voters = voters;
    this.tls = tls;
  }

  /**
   * @param connect the connection string; a chroot is allowed
   * @param config content of {@code /zookeeper/config}: a line for each server, nothing on a
   *     standalone one
   * @param tls where the ports of that string want it
   * @return nothing where there is no telling from the servers that this string names
   */
  static Optional<Quorum> of(String connect, String config, Optional<SSLSocketFactory> tls) {
    if (OTHER_KINDS.matcher(config).find()) {
      return Optional.empty();
    }
    int voters = Math.max(1, (int) VOTER.matcher(config).results().count());
    return Optional.of(
        new Quorum(new ConnectStringParser(connect).getServerAddresses(), voters, tls));
  }

  /**
   * Asks all servers at once; blocks for a second or so, longer where names resolve slowly.
   *
   * @param threads on which to ask
   */
  boolean isLost(ExecutorService threads) throws InterruptedException {
    List<Future<Server.State>> asked = new ArrayList<>();
    for (Server server : Server.all(servers, tls)) {
      Callable<Server.State> question = server::ask;
      asked.add(threads.submit(question));
    }
    int notServing = 0;
    for (Future<Server.State> future : asked) {
      try {
        switch (future.get()) {
          case SERVES -> {
            return false;
          }
          case NO_QUORUM, REFUSES -> notServing++;
          case UNKNOWN -> LOG.debug("A server does not answer");
        }
      } catch (ExecutionException e) {
        LOG.debug("A server could not be asked", e.getCause());
      }
    }
    return notServing >= voters - voters / 2;
  }
}
