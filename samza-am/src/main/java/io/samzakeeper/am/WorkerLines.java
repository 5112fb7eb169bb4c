package io.samzakeeper.am;

import io.samzakeeper.am.web.Reports;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.liveness.LivenessWatch;
import io.samzakeeper.tree.JobTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to the workers' processes, through which they tell how they fare: of one that is
 * dead, the registration is taken away, so that all who watch it learn of its end now, and not when
 * its session expires. Were it alive after all, its commits would be refused from there on, as each
 * needs its registration.
 *
 * <p>Safe for any thread; does not block.
 */
final class WorkerLines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLines.class);

  private final JobTree tree;
  private final LivenessWatch liveness;
  private final Reports reports;

  /** Guarded by this, like all that follows: by liveness id. */
  private final Map<String, Known> known = new HashMap<>();

  private final Map<String, String> idByContainer = new HashMap<>();
  private final Set<String> dead = new HashSet<>();

  /**
   * @param version of its registration's znode
   */
  private record Known(String containerId, int version) {}

  WorkerLines(JobTree tree, Reports reports) {
    this.tree = tree;
    this.reports = reports;
    this.liveness = new LivenessWatch("worker-liveness", this::died, this::told);
  }

  /**
   * A worker says something of itself.
   *
   * @param version of the znode that says it
   */
  synchronized void reported(WorkerRegistration worker, int version) {
    if (worker.livenessAddress().isEmpty()) {
      return;
    }
    String id = worker.livenessId();
    String before = idByContainer.put(worker.containerId(), id);
    if (before != null && !before.equals(id)) {
      forget(before);
    }
    known.put(id, new Known(worker.containerId(), version));
    if (dead.contains(id)) {
      takeAway(id); // its last words were on their way when it died
    } else {
      liveness.follow(id, worker.livenessAddress());
    }
  }

  /** Its registration is gone. */
  synchronized void gone(String containerId) {
    String id = idByContainer.remove(containerId);
    if (id != null) {
      forget(id);
    }
    reports.gone(containerId);
  }

  @Override
  public void close() {
    liveness.close();
  }

  private void forget(String id) {
    known.remove(id);
    dead.remove(id);
    liveness.leave(id);
  }

  private synchronized void told(String id, byte[] report) {
    Known worker = known.get(id);
    if (worker != null) {
      reports.heard(worker.containerId(), report);
    }
  }

  private synchronized void died(String id) {
    if (known.containsKey(id)) {
      dead.add(id);
      takeAway(id);
    }
  }

  /** Only as it was last seen: who writes another version now is heard first. */
  private void takeAway(String id) {
    Known worker = known.get(id);
    String path = tree.paths().worker(worker.containerId());
    try {
      tree.client().delete().withVersion(worker.version()).inBackground().forPath(path);
    } catch (Exception e) {
      LOG.warn("{} stays until its session ends: {}", path, e.toString());
    }
  }
}
