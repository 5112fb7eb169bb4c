package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.am.web.JobActions.ConfigRequest;
import io.samzakeeper.am.web.JobActions.Operation;
import io.samzakeeper.am.web.JobActions.State;
import io.samzakeeper.am.web.ProblemException;
import io.samzakeeper.change.ChangeException;
import io.samzakeeper.change.Replanner;
import io.samzakeeper.job.AppliedConfig;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Changes of the config through the pages, on a real ZooKeeper server; a test stands in for the
 * leader.
 */
class LeadersChangesIT {
  private static final String AT_ONCE = "keeper.worker.launch.timeout.ms";
  private static final String REFUSAL = "a task class that is not there";

  private LedJob job;
  private JobTree tree;
  private LeadersChanges changes;

  @BeforeEach
  void start() throws Exception {
    job = new LedJob();
    tree = job.tree();
    long config =
        tree.config()
            .write(
                Znodes.encode(
                    new ConfigGeneration(
                        new TreeMap<>(
                            Map.of("job.name", "orders", "keeper.zk.connect", "localhost:1")),
                        "me",
                        "submitted",
                        1)));
    job.client()
        .transaction()
        .forOperations(tree.config().switchTo(config, tree.config().pointerVersion()));
    changes = ofLeader(7);
  }

  @AfterEach
  void stop() throws Exception {
    changes.close();
    job.close();
  }

  private LeadersChanges ofLeader(int epoch) {
    return new LeadersChanges(tree, LedJob.ID, epoch, "nm1", new Refusing(), job.reads());
  }

  /** A planner that finds no plan. */
  private static final class Refusing implements Replanner {
    @Override
    public Outcome plan(
        io.samzakeeper.job.JobConfig wanted,
        List<io.samzakeeper.job.ConfigDiff> diffs,
        io.samzakeeper.job.Plan current,
        java.util.SortedMap<String, java.util.SortedMap<String, byte[]>> metadata,
        io.samzakeeper.job.RollOut rollOut,
        boolean create) {
      throw new ChangeException(ChangeException.Kind.BAD_INPUT, REFUSAL);
    }
  }

  private static ConfigRequest request(long from, String key, String value) {
    return new ConfigRequest(from, new TreeMap<>(Map.of(key, value)), List.of(), "", false, 0);
  }

  @Test
  void isDoneOnceTheLeaderGoesByIt() throws Exception {
    Operation begun = changes.begin(request(1, AT_ONCE, "5000"), "alice");
    assertThat(begun.state()).isEqualTo(State.RUNNING);
    await("it is current").atMost(LedJob.PATIENCE).until(() -> current() == 2);
    assertThat(seen(changes, begun).state()).isEqualTo(State.RUNNING);
    assertThatThrownBy(() -> changes.begin(request(2, AT_ONCE, "6000"), "bob"))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessageContaining(begun.id());

    job.put(tree.paths().appliedConfig(), new AppliedConfig(2, 7, ""));
    Operation done = ended(begun);
    assertThat(done.state()).as(done.result()).isEqualTo(State.DONE);
    assertThat(done.result()).contains("generation 2", AT_ONCE + ": (not given) -> 5000");
    assertThat(read(2).author()).startsWith("alice@nm1/");
    assertThat(read(2).reason()).isEqualTo(AT_ONCE);

    try (LeadersChanges later = ofLeader(8)) {
      assertThat(seen(later, begun).state()).isEqualTo(State.DONE);
      assertThat(later.find("config-7-2").orElseThrow().result())
          .contains("nothing was changed", "generation 2 is current");
      assertThat(later.find("config-9-1")).isEmpty();
      assertThat(later.find("config-x")).isEmpty();
    }
  }

  @Test
  void isRefusedAtOnceWhereThatCanBeSeen() {
    problem(409, "generation 1 is current, not 3", request(3, AT_ONCE, "5000"));
    problem(400, AT_ONCE + "=soon", request(1, AT_ONCE, "soon"));
    problem(
        400,
        "no.such.key",
        new ConfigRequest(1, new TreeMap<>(), List.of("no.such.key"), "", false, 0));
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void changesNothingWhereThereIsNoPlan() {
    Operation refused = ended(changes.begin(request(1, "task.class", "Nothing"), "alice"));
    assertThat(refused.state()).isEqualTo(State.FAILED);
    assertThat(refused.result()).isEqualTo(REFUSAL);
    Operation ofSubmission = ended(changes.begin(request(1, "yarn.queue", "q"), "alice"));
    assertThat(ofSubmission.state()).isEqualTo(State.FAILED);
    assertThat(ofSubmission.result()).contains("yarn.queue", "submit it again");
    assertThat(current()).isEqualTo(1);
    assertThat(tree.config().numbers()).containsExactly(1L);
  }

  private void problem(int status, String words, ConfigRequest request) {
    assertThatThrownBy(() -> changes.begin(request, "alice"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.status()).isEqualTo(status))
        .hasMessageContaining(words);
  }

  private Operation ended(Operation begun) {
    await(begun.id())
        .atMost(LedJob.PATIENCE)
        .until(() -> seen(changes, begun).state() != State.RUNNING);
    return seen(changes, begun);
  }

  private static Operation seen(LeadersChanges leader, Operation begun) {
    Optional<Operation> seen = leader.find(begun.id());
    return seen.orElseThrow();
  }

  private long current() {
    return tree.config().current().orElseThrow().value().generation();
  }

  private ConfigGeneration read(long generation) {
    return Znodes.decode(
        tree.paths().config(), tree.config().read(generation), ConfigGeneration.class);
  }
}
