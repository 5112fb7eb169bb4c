package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.Supervisor;
import io.samzakeeper.am.web.Access;
import io.samzakeeper.am.web.ContainerCounts;
import io.samzakeeper.am.web.EventHistory;
import io.samzakeeper.am.web.JobPages;
import io.samzakeeper.am.web.LeaderFigures;
import io.samzakeeper.am.web.Reports;
import io.samzakeeper.am.web.ZooKeeperLink;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * A process that knows of {@link LargeJob} what a leader does, and shows it: tree, supervisor,
 * history and pages are real; there are no YARN and no workers to speak with. Says its address on
 * standard output, and ends with its standard input.
 */
final class LargeLeader {
  private static final String APPLICATION = "application_1_0001";

  private LargeLeader() {}

  public static void main(String[] args) throws Exception {
    JobId job = new JobId(args[1], "1");
    Configuration cluster = new YarnConfiguration();
    cluster.set(YarnConfiguration.PROXY_ADDRESS, "127.0.0.1:1");
    try (CuratorFramework client = ZooKeeperConnection.forService(args[0], Duration.ofSeconds(20));
        BoundedReads reads = new BoundedReads(Duration.ofSeconds(5));
        Reports reports = new Reports(Clock.fixed(Instant.now(), ZoneOffset.UTC));
        JobPages pages = new JobPages(cluster, job, APPLICATION, "127.0.0.1", "operator")) {
      JobTree tree = new JobTree(client, JobPaths.of("/samza-keeper", job));
      Supervisor supervisor = LargeJob.supervisor(tree);
      EventHistory history = new EventHistory(events());
      JobConfig config = new JobConfig(new TreeMap<>(Map.of("job.name", job.name())));
      supervisor.view(Instant.now()).processors().forEach(worker -> report(worker, reports));
      pages.show(
          new LeadersJob(
              () -> supervisor.view(Instant.now()),
              history,
              () -> CandidateGroup.UNKNOWN,
              () ->
                  new LeaderFigures(
                      Instant.now(),
                      Optional.of(Duration.ofMillis(300)),
                      Duration.ofMillis(400),
                      ZooKeeperLink.connected(Duration.ofMinutes(5))),
              new ContainerCounts(List.of()),
              reports,
              () -> config,
              () -> new Access(cluster, "operator", Map.of()),
              new TreeRecords(tree, reads),
              null));
      System.out.println(pages.url());
      while (System.in.read() >= 0) {
        // Until whoever started it is gone, or has had enough.
      }
    }
  }

  /** As the worker does, of ten tasks with two inputs each. */
  private static void report(JobView.ProcessorView worker, Reports reports) {
    SortedMap<String, Long> lag = new TreeMap<>();
    int first = Integer.parseInt(worker.processor()) * 10;
    for (int partition = first; partition < first + 10; partition++) {
      lag.put("kafka.orders#" + partition, 1_000L);
      lag.put("kafka.payments#" + partition, 2_000L);
    }
    WorkerReport report =
        new WorkerReport(
            worker.processor(),
            1_800_000_000_000L,
            1,
            2,
            3,
            4,
            "node:9400",
            new WorkerReport.Work(1_800_000_000_000L, 1, 1, 1, 1, lag));
    reports.heard(worker.containerId(), report.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static List<JobEvent> events() {
    return IntStream.range(0, 500)
        .mapToObj(
            number ->
                new JobEvent(
                    1_800_000_000_000L + number,
                    1,
                    "container_1_0001_01_" + (100_000 + number),
                    "processor " + number + " runs on node" + number % 100))
        .toList();
  }
}
