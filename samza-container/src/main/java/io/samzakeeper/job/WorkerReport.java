package io.samzakeeper.job;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a worker fares, as it measures itself and tells its leader now and then. Nothing depends on
 * it. Fields that another version has in addition are ignored, those that it lacks are zero or
 * empty.
 *
 * @param processor that it serves; empty for a spare
 * @param atMillis when it was measured, epoch milliseconds of the worker's clock
 * @param cpuSeconds CPU time of the process since it started
 * @param memoryBytes resident memory of the process; 0 where the system does not tell
 * @param heapBytes heap in use
 * @param heapMaxBytes the most that it may be
 * @param metricsAddress {@code host:port} of its metrics for Prometheus; empty where there are none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkerReport(
    String processor,
    long atMillis,
    double cpuSeconds,
    long memoryBytes,
    long heapBytes,
    long heapMaxBytes,
    String metricsAddress,
    Work work) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public WorkerReport {
    processor = Objects.requireNonNullElse(processor, "");
    metricsAddress = Objects.requireNonNullElse(metricsAddress, "");
    work = Objects.requireNonNullElse(work, Work.NONE);
  }

  /**
   * What its Samza container does.
   *
   * @param sinceMillis when that was started, epoch milliseconds; 0 while there is none
   * @param messages that its tasks were given since
   * @param commits of its tasks since
   * @param commitMeanSeconds how long commits took over the last five minutes; 0 where there was
   *     none
   * @param commitMaxSeconds the longest of them
   * @param lag {@code system.stream#partition} to its messages that are not processed yet, for
   *     those of which that is known
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Work(
      long sinceMillis,
      long messages,
      long commits,
      double commitMeanSeconds,
      double commitMaxSeconds,
      SortedMap<String, Long> lag) {
    public static final Work NONE = new Work(0, 0, 0, 0, 0, null);

    public Work {
      lag =
          lag == null
              ? Collections.emptySortedMap()
              : Collections.unmodifiableSortedMap(new TreeMap<>(lag));
    }
  }

  /** On one line. */
  public String encode() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers cannot be written", e);
    }
  }

  /**
   * @throws IOException when the bytes are no report
   */
  public static WorkerReport decode(byte[] line) throws IOException {
    WorkerReport report = JSON.readValue(line, WorkerReport.class);
    if (report == null) {
      throw new IOException("no report, but null");
    }
    return report;
  }
}
