package io.samzakeeper.am.planning;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.tree.TreeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the job planned anew every so often, and tells whether the plan would be another one by now:
 * inputs have got partitions, or there are new streams that match. A planner that gets no answer
 * (from Kafka, for one) is no news: it is asked again the next time.
 */
public final class InputWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InputWatch.class);

  private final Supplier<PlanBasis> basis;
  private final Planner planner;
  private final Duration period;
  private final Listener listener;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread watching = new Thread(task, "inputs");
            watching.setDaemon(true);
            return watching;
          });

  /** What has been told; forgotten once it is over. Of the thread of this watch. */
  private Set<String> told = Set.of();

  /** Who is asked: {@link LeaderPlanner#ask}. */
  @FunctionalInterface
  public interface Planner {
    LeaderPlanner.Outcome ask(PlannerRequest request) throws InterruptedException;
  }

  /**
   * Who is told, by the thread of the watch, which does not look again before that has returned.
   */
  public interface Listener {
    /**
     * The inputs call for another plan than the one that is current. Told each time that it is
     * found so, until a plan like it is current.
     *
     * @param from what it was made from
     * @param result with status OK; nothing was created for it
     */
    void planDiffers(PlanBasis from, PlannerResult result);

    /**
     * The inputs have changed in a way that the job does not follow. Told once, and again if it was
     * over in between.
     *
     * @param notice for the operator: what, why, what to do
     */
    void notFollowed(String notice);
  }

  /**
   * @param basis the config and the plan that are current; may block and throw {@link
   *     TreeException}
   * @param period between the end of one look and the next; the first one comes after it, too
   */
  public InputWatch(
      Supplier<PlanBasis> basis, Planner planner, Duration period, Listener listener) {
    this.basis = basis;
    this.planner = planner;
    this.period = period;
    this.listener = listener;
  }

  public void start() {
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(
            this::lookSafely, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns at once; a planner that runs is ended. */
  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void lookSafely() {
    try {
      look();
    } catch (TreeException e) {
      LOG.info("The job's inputs are looked at again in {}: {}", period, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("The job's inputs could not be looked at; again in {}", period, e);
    }
  }

  void look() throws InterruptedException {
    PlanBasis from = basis.get();
    LeaderPlanner.Outcome outcome = planner.ask(from.request());
    if (outcome instanceof LeaderPlanner.Failed failed) {
      LOG.warn("The job's inputs are looked at again in {}: {}", period, failed.reason());
      return;
    }
    PlannerResult result = ((LeaderPlanner.Answered) outcome).result();
    switch (result.status()) {
      case OK -> compare(from, result);
      case BAD_INPUT ->
          tell(List.of(PlannerResult.NOT_FOLLOWED + result.problem().message() + ". " + runsOn()));
      case ENVIRONMENT ->
          LOG.info(
              "The job's inputs are looked at again in {}: {}", period, result.problem().message());
      case INTERNAL_ERROR ->
          LOG.warn(
              "The job's inputs are looked at again in {}; the planner failed: {}",
              period,
              result.problem().message());
    }
  }

  private void compare(PlanBasis from, PlannerResult result) {
    PlanOutline before = PlanOutline.of(from.request().previousModel());
    PlanOutline now = PlanOutline.of(result.model());
    List<String> notices =
        new ArrayList<>(
            result.notices().stream()
                .filter(line -> line.startsWith(PlannerResult.NOT_FOLLOWED))
                .toList());
    SortedSet<String> gone = before.inputs();
    gone.removeAll(now.inputs());
    if (!gone.isEmpty()) {
      notices.add(
          PlannerResult.NOT_FOLLOWED
              + "the job reads what is not there any more: "
              + String.join(", ", gone)
              + ". "
              + runsOn());
    }
    tell(notices);
    if (gone.isEmpty() && !now.equals(before)) {
      listener.planDiffers(from, result);
    }
  }

  private void tell(List<String> notices) {
    Set<String> before = told;
    told = new HashSet<>(notices);
    for (String notice : notices) {
      if (!before.contains(notice)) {
        listener.notFollowed(notice);
      }
    }
  }

  private static String runsOn() {
    return "The job runs on with the plan that it has; to let it follow, change its config or submit"
        + " it anew.";
  }
}
