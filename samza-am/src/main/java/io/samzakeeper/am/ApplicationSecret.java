package io.samzakeeper.am;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.tree.TreeSecret;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.util.Base64;
import java.util.List;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.zookeeper.data.ACL;

/**
 * A random secret that the submitting client puts into the application's YARN credentials: it lets
 * the candidates of one application, and nobody else, read what they share in ZooKeeper.
 */
public final class ApplicationSecret {
  /** Its name among the credentials. */
  public static final Text ALIAS = new Text("samza-keeper.zk");

  private ApplicationSecret() {}

  /** For what the candidates share: not even workers of the application may read it. */
  static List<ACL> acl(Credentials credentials) {
    return TreeSecret.only(digest(credentials));
  }

  /** What ZooKeeper's digest scheme takes. */
  static ZooKeeperConnection.Digest digest(Credentials credentials) {
    byte[] secret = credentials.getSecretKey(ALIAS);
    if (secret == null) {
      throw new InvalidConfigException(
          "the credential " + ALIAS, null, "the secret that the submitting client creates");
    }
    return new ZooKeeperConnection.Digest("keeper", Base64.getEncoder().encodeToString(secret));
  }
}
