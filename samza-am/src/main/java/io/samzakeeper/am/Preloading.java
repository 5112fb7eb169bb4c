package io.samzakeeper.am;

import io.samzakeeper.job.PublishedAttempt;
import io.samzakeeper.job.Znodes;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads, beside the first steps of a candidate, the classes of those that come next: a start is
 * class loading for the most part, and the first steps wait for ZooKeeper.
 */
final class Preloading {
  private static final Logger LOG = LoggerFactory.getLogger(Preloading.class);

  private Preloading() {}

  /** Returns at once. In the order in which it is needed. */
  static void begin() {
    Thread thread = new Thread(Preloading::load, "preloading");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    try {
      Znodes.decode("", Znodes.encode(new PublishedAttempt("", "", 0, "")), PublishedAttempt.class);
      Class.forName("org.apache.curator.framework.recipes.cache.CuratorCache");
      Class.forName("org.apache.curator.framework.recipes.leader.LeaderLatch");
      new YarnConfiguration().get("yarn.resourcemanager.ha.enabled"); // reads all of its files
    } catch (ClassNotFoundException | RuntimeException e) {
      LOG.debug("Not preloaded: whoever needs it finds out", e);
    }
  }
}
