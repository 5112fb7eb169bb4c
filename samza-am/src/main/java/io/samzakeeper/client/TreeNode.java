package io.samzakeeper.client;

import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.data.Stat;

/**
 * A znode with all below it, as it was read.
 *
 * @param path absolute
 * @param stat nothing where its ACL does not let us read it
 * @param data the same
 * @param children by name
 */
record TreeNode(String path, Optional<Stat> stat, Optional<byte[]> data, List<TreeNode> children) {

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether it goes with the session that made it. */
  boolean isEphemeral() {
    return stat.filter(facts -> facts.getEphemeralOwner() != 0).isPresent();
  }
}
