package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.job.WorkerReport.Work;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** How workers fare, in the REST documents. What is not known is left out. Pure. */
final class WorkDocuments {
  private static final double MILLIS = 1_000;

  private WorkDocuments() {}

  static void write(WorkTotals totals, ObjectNode node) {
    node.put("reporting", totals.reporting());
    totals.lagMessages().ifPresent(lag -> node.put("lagMessages", lag));
    totals.messagesPerSecond().ifPresent(rate -> node.put("messagesPerSecond", rounded(rate)));
    totals.cores().ifPresent(cores -> node.put("cpuCores", rounded(cores)));
    node.put("memoryBytes", totals.memoryBytes());
  }

  static void write(WorkerFigures figures, ObjectNode node) {
    WorkerReport report = figures.report();
    node.put("at", figures.heard().toString());
    figures.lagMessages().ifPresent(lag -> node.put("lagMessages", lag));
    figures.messagesPerSecond().ifPresent(rate -> node.put("messagesPerSecond", rounded(rate)));
    figures.cores().ifPresent(cores -> node.put("cpuCores", rounded(cores)));
    node.put("cpuSeconds", rounded(report.cpuSeconds()));
    node.put("memoryBytes", report.memoryBytes());
    node.put("heapBytes", report.heapBytes());
    node.put("heapMaxBytes", report.heapMaxBytes());
    node.put("metricsAddress", report.metricsAddress());
    Work work = report.work();
    if (work.sinceMillis() != 0) {
      node.put("runningSince", Instant.ofEpochMilli(work.sinceMillis()).toString());
      node.put("messages", work.messages());
      node.put("commits", work.commits());
      node.put("commitMeanMillis", rounded(work.commitMeanSeconds() * MILLIS));
      node.put("commitMaxMillis", rounded(work.commitMaxSeconds() * MILLIS));
    }
  }

  /** Processor to the lag of each of its partitions. */
  static Map<String, SortedMap<String, Long>> lags(JobView view, Reports reports) {
    Map<String, SortedMap<String, Long>> lags = new HashMap<>();
    view.processors()
        .forEach(
            processor ->
                reports
                    .of(processor.containerId())
                    .ifPresent(
                        figures -> lags.put(processor.processor(), figures.report().work().lag())));
    return lags;
  }

  /**
   * The lag of a task.
   *
   * @param partitions that it reads
   * @param lags of the partitions of its container
   */
  static void write(List<String> partitions, SortedMap<String, Long> lags, ObjectNode task) {
    ArrayNode each = task.putArray("lag");
    long sum = 0;
    for (String partition : partitions) {
      Long lag = lags.get(partition);
      if (lag != null) {
        each.addObject().put("partition", partition).put("messages", lag);
        sum += lag;
      }
    }
    if (!each.isEmpty()) {
      task.put("lagMessages", sum);
    }
  }

  /** As nobody needs more digits, and a page is sent them every two seconds. */
  private static double rounded(double value) {
    return Math.round(value * MILLIS) / MILLIS;
  }
}
