package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.am.web.JobActions.Operation;
import io.samzakeeper.am.web.JobActions.RestartOrder;
import io.samzakeeper.am.web.JobActions.State;
import io.samzakeeper.am.web.ProblemException;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.RestartRequest;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.tree.Versioned;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Restarts and the end through the pages, on a real ZooKeeper server; a test stands in for
 * supervisor and workers.
 */
class LeadersRestartsIT {
  private static final String FIRST = "container_1_0001_01_000002";
  private static final String SECOND = "container_1_0001_01_000003";

  private LedJob job;
  private LeadersRestarts restarts;

  @BeforeEach
  void start() throws Exception {
    job = new LedJob();
    runs(FIRST, "nm1");
    restarts = ofLeader();
  }

  @AfterEach
  void stop() throws Exception {
    restarts.close();
    job.close();
  }

  private LeadersRestarts ofLeader() {
    return new LeadersRestarts(job.tree(), LedJob.ID, LedJob.APPLICATION, job.reads());
  }

  /** A worker has taken it over. */
  private void runs(String container, String host) throws Exception {
    job.put(
        job.tree().paths().worker(container),
        new WorkerRegistration(
            container, "0", host, 1, WorkerRegistration.State.RUNNING, 1, 1, 1, "", "", ""));
    job.put(job.tree().paths().assignment("0"), new Assignment("0", container, host, 1, 7));
  }

  private static RestartOrder order(String from, String to) {
    return new RestartOrder("0", from, Optional.of(to).filter(host -> !host.isEmpty()));
  }

  private Optional<RestartRequest> request() {
    return job.tree()
        .read(job.tree().paths().restart("0"), RestartRequest.class)
        .map(Versioned::value);
  }

  @Test
  void asksAsTheCommandDoesAndIsDoneWhenItRunsElsewhere() throws Exception {
    Operation begun = restarts.begin(order(FIRST, "nm2"), "alice");
    assertThat(begun.state()).isEqualTo(State.RUNNING);
    await("it is asked for").atMost(LedJob.PATIENCE).until(() -> request().isPresent());
    assertThat(request()).contains(new RestartRequest("0", FIRST, "nm2", "alice through the web"));
    assertThat(restarts.begin(order(FIRST, "nm2"), "alice").id()).isEqualTo(begun.id());
    problem(409, "something else", order(FIRST, ""));
    try (LeadersRestarts later = ofLeader()) {
      assertThat(later.find(begun.id()))
          .get()
          .extracting(Operation::state)
          .isEqualTo(State.RUNNING);
    }

    runs(SECOND, "nm2");
    await("it is done")
        .atMost(LedJob.PATIENCE)
        .until(() -> restarts.find(begun.id()).orElseThrow().state() == State.DONE);
    assertThat(restarts.find(begun.id()).orElseThrow().result())
        .contains(SECOND + " on nm2, no more in " + FIRST + " on nm1");
    assertThat(request()).isEmpty();
    assertThat(restarts.begin(order(FIRST, "nm2"), "alice").state()).isEqualTo(State.DONE);

    try (LeadersRestarts later = ofLeader()) {
      assertThat(later.find(begun.id())).get().extracting(Operation::state).isEqualTo(State.DONE);
      assertThat(later.begin(order(FIRST, ""), "bob").state()).isEqualTo(State.DONE);
      assertThat(later.find("restart-x-0")).isEmpty();
      assertThat(later.find("restart-" + SECOND + "-7")).isEmpty();
    }
    assertThat(request()).as("nothing is asked twice").isEmpty();
  }

  /** The request is of its session: with it went the wish. */
  @Test
  void whatALeaderLeftBehindHasFailed() {
    Operation seen = restarts.find("restart-" + FIRST + "-0").orElseThrow();
    assertThat(seen.state()).isEqualTo(State.FAILED);
    assertThat(seen.result()).contains("ask again");
  }

  @Test
  void isRefusedAtOnceWhereThatCanBeSeen() throws Exception {
    problem(400, "PROCESSOR=7", new RestartOrder("7", FIRST, Optional.empty()));
    problem(400, "from=container_x", order("container_x", ""));
    problem(409, SECOND + " does not run it any more", order(SECOND, "nm2"));
    job.client().delete().forPath(job.tree().paths().worker(FIRST));
    problem(409, "under way already", order(FIRST, ""));
    job.is(Application.State.SUCCEEDED);
    problem(409, "does not run", order(FIRST, ""));
  }

  private void problem(int status, String words, RestartOrder order) {
    assertThatThrownBy(() -> restarts.begin(order, "alice"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.status()).isEqualTo(status))
        .hasMessageContaining(words);
  }

  @Test
  void anEndIsAskedForOnceAndKnownToEveryLeader() throws Exception {
    LeadersEnds ends =
        new LeadersEnds(job.tree(), LedJob.ID, LedJob.APPLICATION, Optional::empty, job.reads());
    String id = "end-" + LedJob.APPLICATION;
    assertThat(ends.find(id)).isEmpty();
    assertThat(ends.begin(EndRequest.How.DRAIN, "alice").state()).isEqualTo(State.RUNNING);
    assertThat(ends.begin(EndRequest.How.DRAIN, "bob").what()).contains("drain", "alice");
    assertThat(ends.begin(EndRequest.How.STOP, "bob").what()).contains("stop", "bob");
    assertThatThrownBy(() -> ends.begin(EndRequest.How.DRAIN, "carol"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("bob through the web");

    job.is(Application.State.SUCCEEDED);
    assertThat(ends.find(id)).get().extracting(Operation::state).isEqualTo(State.DONE);
    assertThatThrownBy(() -> ends.begin(EndRequest.How.STOP, "carol"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("does not run");
  }
}
