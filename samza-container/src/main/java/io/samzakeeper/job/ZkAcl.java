package io.samzakeeper.job;

import java.util.Locale;

/** Who may read and write a job's tree: the values of {@code keeper.zk.acl}. */
public enum ZkAcl {
  /** Who has the user's secret. */
  DIGEST,
  /** Who is known to ZooKeeper, by SASL, as whoever submitted the job. */
  SASL,
  /** Everybody. */
  OPEN;

  /**
   * @throws InvalidConfigException when it is none of them
   */
  static ZkAcl of(String value) {
    for (ZkAcl acl : values()) {
      if (acl.name().toLowerCase(Locale.ROOT).equals(value)) {
        return acl;
      }
    }
    throw new InvalidConfigException(ConfigKey.ZK_ACL.key(), value, "digest, sasl or open");
  }
}
