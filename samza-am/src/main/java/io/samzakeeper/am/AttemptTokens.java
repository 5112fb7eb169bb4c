package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event.OpaqueToken;
import io.samzakeeper.am.yarn.AttemptToken;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.hadoop.security.Credentials;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * YARN's tokens that outlive a candidate process: the RM hands each out once, so whoever takes over
 * needs those that its predecessors were given. Readable with the application's secret only.
 */
final class AttemptTokens {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptTokens.class);

  private final JobTree tree;
  private final JobPaths paths;
  private final String applicationId;

  AttemptTokens(JobTree tree, String applicationId) {
    this.tree = tree;
    this.paths = tree.paths();
    this.applicationId = applicationId;
  }

  /**
   * The newest AMRMToken: the one that our container was started with, unless the RM has rolled
   * over to another since.
   */
  AttemptToken newest(Credentials ours) throws IOException {
    AttemptToken own =
        AttemptToken.in(ours)
            .orElseThrow(() -> new IOException("this container was given no AMRMToken"));
    try {
      byte[] data = tree.client().getData().forPath(paths.amToken(applicationId));
      AttemptToken rolled = AttemptToken.decode(new String(data, StandardCharsets.UTF_8));
      boolean newer = rolled.attemptId().equals(own.attemptId()) && rolled.keyId() > own.keyId();
      return newer ? rolled : own;
    } catch (KeeperException.NoNodeException e) {
      LOG.debug("The AMRMToken has not been rolled over");
      return own;
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new TreeException("could not read " + paths.amToken(applicationId), e);
    }
  }

  /** Keeps a token that the RM has rolled over to; durable on return. */
  void keep(AttemptToken token, Fence fence) throws IOException {
    String path = paths.amToken(applicationId);
    byte[] data = token.encode().getBytes(StandardCharsets.UTF_8);
    CuratorFramework client = tree.client();
    try {
      CuratorOp write =
          client.checkExists().forPath(path) == null
              ? client
                  .transactionOp()
                  .create()
                  .withACL(ZooDefs.Ids.CREATOR_ALL_ACL)
                  .forPath(path, data)
              : client.transactionOp().setData().forPath(path, data);
      fence.commit(client, List.of(write));
    } catch (TreeException e) {
      throw e;
    } catch (Exception e) {
      throw new TreeException("could not write " + path, e);
    }
  }

  /** NodeManager tokens by node, {@code host:port}. */
  SortedMap<String, OpaqueToken> nodes() {
    SortedMap<String, OpaqueToken> tokens = new TreeMap<>();
    tree.readChildrenBytes(paths.nmTokens(applicationId))
        .forEach((name, data) -> tokens.put(JobPaths.decode(name), new OpaqueToken(data.value())));
    return tokens;
  }
}
