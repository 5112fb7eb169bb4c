package io.samzakeeper.am.web;

import io.samzakeeper.am.supervisor.JobStore;
import io.samzakeeper.am.supervisor.Mutation;
import io.samzakeeper.job.ProcessorRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts starts and failures of containers in this reign, from what is written of processors. Safe
 * for any thread.
 */
public final class ContainerCounts {
  private final Map<String, ProcessorRecord> known = new HashMap<>();

  /** Processors that failed and have had no container since. */
  private final Set<String> failed = new HashSet<>();

  private final SortedMap<String, Long> starts = new TreeMap<>();
  private final SortedMap<Integer, Long> failures = new TreeMap<>();

  /**
   * @param restored the processors as the leader found them
   */
  public ContainerCounts(Collection<ProcessorRecord> restored) {
    restored.forEach(record -> known.put(record.processor(), record));
  }

  /** A store that counts here what was written, once it is durable. */
  public JobStore counting(JobStore store) {
    return mutations -> {
      store.commit(mutations);
      for (Mutation mutation : mutations) {
        if (mutation instanceof Mutation.PutProcessor put) {
          see(put.processor());
        }
      }
    };
  }

  /** Containers started, by why: first, failure (of the one before), other. */
  synchronized SortedMap<String, Long> starts() {
    return new TreeMap<>(starts);
  }

  /** Failures, by exit code. */
  synchronized SortedMap<Integer, Long> failures() {
    return new TreeMap<>(failures);
  }

  private synchronized void see(ProcessorRecord now) {
    ProcessorRecord seen = known.put(now.processor(), now);
    ProcessorRecord before = seen == null ? ProcessorRecord.fresh(now.processor()) : seen;
    if (now.lastFailureMillis() > before.lastFailureMillis()) {
      failed.add(now.processor());
      failures.merge(now.lastExitCode(), 1L, Long::sum);
    }
    if (now.starts() > before.starts()) {
      starts.merge(reason(before), (long) now.starts() - before.starts(), Long::sum);
    }
  }

  private String reason(ProcessorRecord before) {
    boolean afterFailure = failed.remove(before.processor());
    if (before.starts() == 0) {
      return "first";
    }
    return afterFailure ? "failure" : "other";
  }
}
