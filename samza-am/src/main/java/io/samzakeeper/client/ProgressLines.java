package io.samzakeeper.client;

import io.samzakeeper.client.JobStatus.ProcessorStatus;
import io.samzakeeper.client.JobStatus.SpareStatus;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.CandidateGroup.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns states of a job into lines for people: one for each change, none where there is none. */
final class ProgressLines {
  private final Map<String, String> shown = new HashMap<>();
  private String yarnState = "";
  private final Set<String> standbys = new HashSet<>();
  private int epoch = -1;

  /** Lines for what has changed since the last call. */
  List<String> next(String applicationId, String yarn, Optional<JobStatus> status) {
    List<String> lines = new ArrayList<>();
    if (!yarn.equals(yarnState)) {
      yarnState = yarn;
      lines.add(applicationId + " is " + yarn);
    }
    status.ifPresent(job -> lines.addAll(changes(job)));
    return lines;
  }

  /** Lines for what has changed in the job itself. */
  List<String> changes(JobStatus job) {
    List<String> lines = new ArrayList<>();
    job.leader()
        .filter(leader -> job.epoch() != epoch)
        .ifPresent(
            leader -> {
              epoch = job.epoch();
              lines.add("AM leads: " + leader.candidateId() + ", epoch " + job.epoch());
            });
    // Before anybody leads, those who stand are not yet standbys: one of them is elected.
    if (job.leader().isPresent()) {
      for (Member standby : job.candidates().standbys()) {
        if (standbys.add(standby.id().toString())) {
          lines.add(line(standby));
        }
      }
    }
    for (ProcessorStatus processor : job.processors()) {
      String line = line(processor);
      if (!line.equals(shown.put(processor.processor(), line))
          && processor.state() != JobStatus.ProcessorState.WAITING) {
        lines.add(line + " (" + job.running() + " of " + job.processors().size() + " run)");
      }
    }
    return lines;
  }

  static String line(AppliedPlan plan) {
    return "Plan "
        + plan.generation()
        + ": "
        + plan.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String line(Member standby) {
    return "AM stands by: " + standby.id() + (standby.withLeader() ? ", on the leader's node" : "");
  }

  /** Of all spares: "Spares: 1 of 2 wait, on nm2". */
  static String spares(JobStatus status) {
    List<String> hosts =
        status.spares().stream().filter(SpareStatus::waits).map(SpareStatus::host).toList();
    return "Spares: "
        + hosts.size()
        + " of "
        + status.sparesWanted()
        + " wait"
        + (hosts.isEmpty() ? "" : ", on " + String.join(", ", hosts));
  }

  static String line(ProcessorStatus processor) {
    String state = processor.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "Container "
        + processor.processor()
        + (processor.host().isEmpty() ? "" : " on " + processor.host())
        + ": "
        + state
        + (processor.containerId().isEmpty() ? "" : ", " + processor.containerId())
        + (processor.failures() == 0 ? "" : ", failed " + processor.failures() + " times");
  }
}
