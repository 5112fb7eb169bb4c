package io.samzakeeper.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LogLevels;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loggers of this very process follow what lies in a real ZooKeeper server. */
class LogLevelWatchIT {
  private static final String OF_FILE = "level.watch.of.file";
  private static final String OTHER = "level.watch.other";
  private static final String ROOT_BEFORE = LogManager.getRootLogger().getLevel().name();

  private TestingServer server;
  private CuratorFramework client;
  private JobTree tree;
  private LogLevelWatch watch;

  @BeforeEach
  void start() throws Exception {
    Configurator.setLevel(OF_FILE, Level.ERROR); // as if it were in the file
    server = new TestingServer();
    client = ZooKeeperConnection.forCommand(server.getConnectString(), Duration.ofSeconds(10));
    tree = new JobTree(client, JobPaths.of("/samza-keeper", new JobId("orders", "1")));
    tree.ensure(tree.paths().job());
    watch = new LogLevelWatch(tree, "3");
    watch.start();
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    client.close();
    server.close();
  }

  @Test
  void ownLevelsAreAboveThoseOfAllAndAllAreTakenBack() throws Exception {
    LogLevels levels =
        LogLevels.NONE
            .with("all", OTHER, "TRACE")
            .with("all", OF_FILE, "INFO")
            .with("3", OF_FILE, "DEBUG")
            .with("am", OTHER, "OFF");
    client.create().forPath(tree.paths().logLevels(), Znodes.encode(levels));
    awaitLevels("DEBUG", "TRACE");

    set(levels.without("3", OF_FILE));
    awaitLevels("INFO", "TRACE");
    client.delete().forPath(tree.paths().logLevels());
    awaitLevels("ERROR", ROOT_BEFORE);
  }

  @Test
  void aSpareThatIsGivenAProcessorFollowsThatOne() throws Exception {
    client
        .create()
        .forPath(
            tree.paths().logLevels(),
            Znodes.encode(LogLevels.NONE.with("3", OTHER, "DEBUG").with("4", OTHER, "TRACE")));
    awaitLevels("ERROR", "DEBUG");
    watch.is("4");
    awaitLevels("ERROR", "TRACE");
    watch.is("5");
    awaitLevels("ERROR", ROOT_BEFORE);
  }

  @Test
  void whatCannotBeReadChangesNothing() throws Exception {
    client
        .create()
        .forPath(
            tree.paths().logLevels(), Znodes.encode(LogLevels.NONE.with("all", OTHER, "DEBUG")));
    awaitLevels("ERROR", "DEBUG");
    client.setData().forPath(tree.paths().logLevels(), new byte[] {'x'});
    set(LogLevels.NONE.with("all", OTHER, "DEBUG").with("all", "root", "ALL"));
    await("the root's").until(() -> LogManager.getRootLogger().getLevel().name().equals("ALL"));
    awaitLevels("ERROR", "DEBUG");
    set(LogLevels.NONE);
    awaitLevels("ERROR", ROOT_BEFORE);
  }

  private void set(LogLevels levels) throws Exception {
    client.setData().forPath(tree.paths().logLevels(), Znodes.encode(levels));
  }

  private static void awaitLevels(String ofFile, String other) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        LogManager.getLogger(OF_FILE).getLevel()
                            + " "
                            + LogManager.getLogger(OTHER).getLevel())
                    .isEqualTo(ofFile + " " + other));
  }
}
