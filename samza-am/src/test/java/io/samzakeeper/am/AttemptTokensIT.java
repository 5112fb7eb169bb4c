package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.am.yarn.AttemptToken;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What candidates tell each other of YARN's attempts, against a real ZooKeeper server. */
class AttemptTokensIT {
  private static final ApplicationId APPLICATION = ApplicationId.newInstance(1, 1);
  private static final JobPaths PATHS = JobPaths.of("/samza-keeper", new JobId("orders", "1"));

  private TestingServer server;
  private CuratorFramework client;
  private JobTree tree;
  private AttemptTokens tokens;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = connect("keeper:secret");
    tree = new JobTree(client, PATHS);
    tokens = new AttemptTokens(tree, APPLICATION.toString(), ZooDefs.Ids.CREATOR_ALL_ACL);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void aCandidateElsewhereSpeaksForTheAttemptThatWasPublished() throws IOException {
    assertThatThrownBy(tokens::newest).isInstanceOf(TreeException.class);

    tokens.publish(attempt(1, 7));

    assertThat(tokens.newest()).isEqualTo(attempt(1, 7));
  }

  @Test
  void onlyALaterAttemptOrANewerTokenTakesThePlace() throws IOException {
    tokens.publish(attempt(2, 7));

    tokens.publish(attempt(1, 9)); // its process was slow
    assertThat(tokens.newest()).isEqualTo(attempt(2, 7));
    tokens.publish(attempt(2, 8));
    assertThat(tokens.newest()).isEqualTo(attempt(2, 8));
    tokens.publish(attempt(2, 7)); // a new process in the same container has the old token
    assertThat(tokens.newest()).isEqualTo(attempt(2, 8));
    tokens.publish(attempt(3, 6));
    assertThat(tokens.newest()).isEqualTo(attempt(3, 6));
  }

  @Test
  void aRolledTokenIsKeptByTheLeaderOnly() throws IOException {
    tokens.publish(attempt(1, 7));
    Fence old = epoch("a");
    Fence current = epoch("b");

    assertThatThrownBy(() -> tokens.keep(attempt(1, 8), old)).isInstanceOf(FencedException.class);
    assertThat(tokens.newest()).isEqualTo(attempt(1, 7));
    tokens.keep(attempt(1, 8), current);
    assertThat(tokens.newest()).isEqualTo(attempt(1, 8));
  }

  @Test
  void aRolledTokenDoesNotHideALaterAttempt() throws IOException {
    tokens.publish(attempt(2, 7));

    tokens.keep(attempt(1, 8), epoch("a"));

    assertThat(tokens.newest()).isEqualTo(attempt(2, 7));
  }

  @Test
  void thePresentAttemptLaterOnesAndTheEndAreTold() throws Exception {
    tokens.publish(attempt(1, 7));
    List<LiveAttempt> seen = new CopyOnWriteArrayList<>();
    CountDownLatch retired = new CountDownLatch(1);
    CuratorCache watch = tokens.watch(seen::add, retired::countDown);
    try {
      await().until(() -> seen.size() == 1);
      tokens.publish(attempt(2, 7));
      await().until(() -> seen.size() == 2);
      assertThat(retired.getCount()).isEqualTo(1);
      tokens.retire(epoch("a"));
      assertThat(retired.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      watch.close();
    }
    assertThat(seen).containsExactly(attempt(1, 7), attempt(2, 7));
  }

  @Test
  void nobodyElseReadsTheToken() throws Exception {
    tokens.publish(attempt(1, 7));
    try (CuratorFramework other = connect("keeper:guess")) {
      assertThatThrownBy(() -> other.getData().forPath(PATHS.amToken(APPLICATION.toString())))
          .isInstanceOf(KeeperException.NoAuthException.class);
    }
  }

  private Fence epoch(String candidate) {
    return new EpochClaim(tree).take(new LeaderRecord(candidate, "", "", "", 0));
  }

  private CuratorFramework connect(String secret) {
    CuratorFramework connected =
        CuratorFrameworkFactory.builder()
            .connectString(server.getConnectString())
            .retryPolicy(new RetryOneTime(100))
            .authorization("digest", secret.getBytes(StandardCharsets.UTF_8))
            .build();
    connected.start();
    return connected;
  }

  private static LiveAttempt attempt(int number, int keyId) throws IOException {
    ApplicationAttemptId id = ApplicationAttemptId.newInstance(APPLICATION, number);
    Token<AMRMTokenIdentifier> token =
        new Token<>(
            new AMRMTokenIdentifier(id, keyId).getBytes(),
            new byte[] {(byte) keyId},
            AMRMTokenIdentifier.KIND_NAME,
            new Text());
    Credentials credentials = new Credentials();
    credentials.addToken(new Text("rm"), token);
    return new LiveAttempt(
        AttemptToken.in(credentials).orElseThrow(), ContainerId.newContainerId(id, 1));
  }
}
