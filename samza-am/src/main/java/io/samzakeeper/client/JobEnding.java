package io.samzakeeper.client;

import io.samzakeeper.change.EndOfJob;
import io.samzakeeper.change.TreeChanges;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Asks that a job ends, and follows it to its end. */
final class JobEnding {
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(10);

  private final JobTree tree;
  private final JobId job;
  private final PrintStream out;
  private final boolean json;

  JobEnding(JobTree tree, JobId job, PrintStream out, boolean json) {
    this.tree = tree;
    this.job = job;
    this.out = out;
    this.json = json;
  }

  /**
   * Returns when the job has ended; what was asked stands even if this is interrupted.
   *
   * @throws io.samzakeeper.change.ChangeException when the job does not run
   * @throws ClientException when it ends badly
   */
  void ask(EndRequest.How how) throws InterruptedException {
    Application running = new EndOfJob(tree, job).ask(how, Requester.self());
    say(job + " is asked to " + how.name().toLowerCase(Locale.ROOT));
    Application ended = follow(running.applicationId());
    if (json) {
      printJson(ended);
    } else {
      say(job + " has ended as " + ended.state() + ": " + ended.diagnostics());
    }
    if (ended.state() != Application.State.SUCCEEDED) {
      throw new ClientException(
          ClientExit.JOB_FAILED, job + " ended as " + ended.state() + ": " + ended.diagnostics());
    }
  }

  private Application follow(String applicationId) throws InterruptedException {
    SortedMap<String, List<String>> outline = JobStatus.outline(tree);
    ProgressLines lines = new ProgressLines();
    try (TreeChanges changes =
        new TreeChanges(
            tree,
            tree.paths().application(),
            tree.paths().workers(),
            tree.paths().containers(),
            tree.paths().epoch())) {
      while (true) {
        Optional<JobStatus> status =
            JobStatus.read(tree, outline)
                .filter(now -> now.application().applicationId().equals(applicationId));
        if (status.isEmpty()) {
          throw new ClientException(
              ClientExit.NOT_DONE, applicationId + " is not the job's application any more");
        }
        lines.changes(status.get()).forEach(this::say);
        if (status.get().application().state().ended()) {
          return status.get().application();
        }
        changes.await(LOOK_AGAIN_AFTER);
      }
    }
  }

  private void say(String line) {
    if (!json) {
      out.println(line);
    }
  }

  private void printJson(Application ended) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", job.applicationName());
    values.put("applicationId", ended.applicationId());
    values.put("state", ended.state().name());
    values.put("diagnostics", ended.diagnostics());
    out.println(Json.pretty(values));
  }
}
