package io.samzakeeper.am.web;

import io.samzakeeper.am.supervisor.JobStore;
import io.samzakeeper.am.supervisor.Mutation;
import io.samzakeeper.job.JobEvent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** The newest lines of the job's history, kept in memory for the page. Safe for any thread. */
public final class EventHistory {
  private static final int KEPT = 500;

  private final Deque<JobEvent> events = new ArrayDeque<>();

  /**
   * @param earlier what predecessors wrote, the newest last
   */
  public EventHistory(Collection<JobEvent> earlier) {
    earlier.forEach(this::add);
  }

  /** A store that remembers here what was written to the history, once it is durable. */
  public JobStore recording(JobStore store) {
    return mutations -> {
      store.commit(mutations);
      for (Mutation mutation : mutations) {
        if (mutation instanceof Mutation.AppendEvent append) {
          add(append.event());
        }
      }
    };
  }

  /** The newest last. */
  public synchronized List<JobEvent> recent() {
    return List.copyOf(events);
  }

  private synchronized void add(JobEvent event) {
    events.addLast(event);
    if (events.size() > KEPT) {
      events.removeFirst();
    }
  }
}
