package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What JOB may be, against a real ZooKeeper server. */
class JobsIT {
  private static final String ROOT = "/samza-keeper";

  private TestingServer server;
  private CuratorFramework client;
  private Jobs jobs;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forCommand(server.getConnectString(), Duration.ofSeconds(10));
    jobs = new Jobs(client, ROOT);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void byNameAndByNameWithId() throws Exception {
    JobId first = submitted("word-count", "1", "application_1_0001");
    JobId second = submitted("word-count", "2", "application_1_0002");
    for (String name : new String[] {"word-count", "word-count-1", "word-count_1"}) {
      assertThat(jobs.find(name)).isEqualTo(first);
    }
    assertThat(jobs.find("word-count-2")).isEqualTo(second);
    assertThat(jobs.find("word-count_2")).isEqualTo(second);
    assertThat(jobs.find("application_1_0002")).isEqualTo(second);
  }

  @Test
  void anIdWithADash() throws Exception {
    JobId job = submitted("word-count", "a-b", "application_1_0001");
    assertThat(jobs.find("word-count-a-b")).isEqualTo(job);
    assertThat(jobs.find("word-count_a-b")).isEqualTo(job);
  }

  @Test
  void noneIsToldWithAllThatThereAre() throws Exception {
    assertThatThrownBy(() -> jobs.find("word-cuont"))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("JOB=word-cuont")
        .hasMessageContaining("none at all");
    submitted("word-count", "1", "application_1_0001");
    submitted("orders", "7", "application_1_0002");
    assertThatThrownBy(() -> jobs.find("word-cuont"))
        .hasMessageContaining("orders-7, word-count-1");
  }

  /** A job may be called as another's name with its id is. */
  @Test
  void twoAreToldApartByTheirIds() throws Exception {
    submitted("orders", "1", "application_1_0001");
    JobId other = submitted("orders-1", "1", "application_1_0002");
    assertThatThrownBy(() -> jobs.find("orders-1"))
        .hasMessageContaining("more than one")
        .hasMessageContaining("orders-1, orders-1-1");
    assertThat(jobs.find("orders-1_1")).isEqualTo(other);
  }

  private JobId submitted(String name, String id, String application) throws Exception {
    JobId job = new JobId(name, id);
    JobTree tree = jobs.tree(job);
    client
        .create()
        .creatingParentsIfNeeded()
        .forPath(
            tree.paths().application(),
            Znodes.encode(new Application(application, Application.State.RUNNING, "x", 1, "")));
    return job;
  }
}
