package io.samzakeeper.am;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.util.Base64;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;

/**
 * A random secret that the submitting client puts into the application's YARN credentials: it lets
 * the candidates of one application, and nobody else, read what they share in ZooKeeper.
 */
public final class ApplicationSecret {
  /** Its name among the credentials. */
  public static final Text ALIAS = new Text("samza-keeper.zk");

  private ApplicationSecret() {}

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
