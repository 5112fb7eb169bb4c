package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.PlannerRequest.Mode;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.Znodes;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where a job is, taken over from stock Samza or handed back to it; while neither runs. */
final class StockPositions {
  private static final String CHECKPOINT_KEYS = "task.checkpoint.";

  private final PlannedJob job;
  private final SortedMap<String, String> given;
  private final PrintStream out;

  /**
   * @param given keys by the command; of those, what says where checkpoints are wins over the job's
   *     own
   */
  StockPositions(PlannedJob job, SortedMap<String, String> given, PrintStream out) {
    this.job = job;
    this.given = new TreeMap<>(given);
    this.given.keySet().removeIf(key -> !key.startsWith(CHECKPOINT_KEYS));
    this.out = out;
  }

  /** In the place of what the tasks have. */
  void read(JobCheckpoints checkpoints, String author) throws Exception {
    SortedMap<String, byte[]> found =
        ask(Mode.READ_KAFKA_CHECKPOINTS, new TreeMap<>()).checkpoints();
    List<CheckpointRecord> records = new ArrayList<>();
    found.forEach((task, data) -> records.add(Znodes.decode(task, data, CheckpointRecord.class)));
    checkpoints.put(records, author);
    CheckpointReport report = new CheckpointReport(InputLag.notAsked(), out);
    records.forEach(report::line);
    out.println("Checkpoints of " + records.size() + " tasks are in place");
    Set<String> others = new TreeSet<>(checkpoints.tasks());
    others.removeAll(found.keySet());
    if (!others.isEmpty()) {
      out.println(
          "There are none of " + String.join(", ", others) + ": what is here stays as it is");
    }
  }

  /** All that the tasks have, once nobody can commit here any more. */
  void write(JobCheckpoints checkpoints, String author) throws Exception {
    checkpoints.shutOut(author);
    SortedMap<String, byte[]> all = new TreeMap<>();
    checkpoints.all().forEach((task, record) -> all.put(task, Znodes.encode(record)));
    if (all.isEmpty()) {
      out.println("No task has a checkpoint: nothing was written");
      return;
    }
    ask(Mode.WRITE_KAFKA_CHECKPOINTS, all);
    out.println(
        "Checkpoints of "
            + all.size()
            + " tasks are written, and were read back as stock Samza will read them");
  }

  private PlannerResult ask(Mode mode, SortedMap<String, byte[]> checkpoints)
      throws IOException, InterruptedException {
    PlannerResult result = job.ask(mode, given, checkpoints);
    result.notices().forEach(out::println);
    return result;
  }
}
