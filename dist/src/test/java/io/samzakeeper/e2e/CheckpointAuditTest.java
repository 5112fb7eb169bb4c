package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.e2e.TransactionLog.Operation;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The judge of the end-to-end tests has to see what is wrong. */
class CheckpointAuditTest {
  private static final JobPaths PATHS = new JobPaths("/jobs/a-1");
  private static final long FIRST = 1;
  private static final long SECOND = 2;

  private final List<Operation> log = new ArrayList<>();

  @Test
  void ownersWritingForwardAreFine() {
    registered(FIRST, "c1");
    assigned("c1");
    checkpoint(FIRST, 5);
    checkpoint(FIRST, 5);
    registered(SECOND, "c2");
    assigned("c2");
    checkpoint(SECOND, 9);
    assertThat(audit().violations()).isEmpty();
    assertThat(audit().checkpoints()).isEqualTo(3);
  }

  @Test
  void checkpointThatGoesBackIsSeen() {
    registered(FIRST, "c1");
    assigned("c1");
    checkpoint(FIRST, 5);
    checkpoint(FIRST, 4);
    assertThat(audit().violations()).singleElement().asString().contains("from 5 to 4");
  }

  @Test
  void formerOwnerIsSeen() {
    registered(FIRST, "c1");
    assigned("c1");
    registered(SECOND, "c2");
    assigned("c2");
    checkpoint(FIRST, 5);
    assertThat(audit().violations()).singleElement().asString().contains("written by c1");
  }

  @Test
  void writerThatIsNoWorkerIsSeen() {
    assigned("c1");
    checkpoint(FIRST, 5);
    assertThat(audit().violations()).hasSize(1);
  }

  private CheckpointAudit.Findings audit() {
    var tasks = new TreeMap<>(java.util.Map.of("0", List.of("Partition 0")));
    Plan plan = new Plan(1, 1, tasks, new TreeMap<>(), new TreeMap<>(), "{}", null, RollOut.NONE);
    return new CheckpointAudit(PATHS, java.util.Map.of(1L, plan)).replay(log);
  }

  private void registered(long session, String container) {
    WorkerRegistration worker =
        new WorkerRegistration(
            container, "0", "host", 1, WorkerRegistration.State.RUNNING, 0, 1, 0, "", "", "");
    write(session, PATHS.worker(container), worker, true);
  }

  private void assigned(String container) {
    write(99, PATHS.assignment("0"), new Assignment("0", container, "host", 1, 1), false);
  }

  private void checkpoint(long session, long offset) {
    var input = new CheckpointRecord.Input("kafka", "in", 0, -1, Long.toString(offset));
    var snapshot = new CheckpointRecord.Snapshot("", List.of(input), new TreeMap<>());
    var versions = new TreeMap<>(java.util.Map.of(1, snapshot));
    write(
        session,
        PATHS.checkpoint("Partition 0"),
        new CheckpointRecord("Partition 0", "c?", 1, 0, versions),
        false);
  }

  private void write(long session, String path, Record value, boolean ephemeral) {
    log.add(
        new Operation(
            ephemeral ? Operation.Kind.CREATE : Operation.Kind.SET,
            log.size() + 1L,
            session,
            path,
            0,
            ByteBuffer.wrap(Znodes.encode(value)),
            ephemeral));
  }
}
