package io.samzakeeper.worker;

import com.sun.management.OperatingSystemMXBean;
import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.job.WorkerReport.Work;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures this process and what runs in it. Safe for any thread. */
final class WorkerMeter {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMeter.class);

  private final Supplier<Work> work;

  /**
   * @param work of the Samza container that there is at that moment
   */
  WorkerMeter(Supplier<Work> work) {
    this.work = work;
  }

  WorkerReport measure(String processor, String metricsAddress) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new WorkerReport(
        processor,
        System.currentTimeMillis(),
        cpuSeconds(),
        memoryBytes(),
        heap.getUsed(),
        heap.getMax(),
        metricsAddress,
        work.get());
  }

  private static double cpuSeconds() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long nanos = system.getProcessCpuTime();
    return Math.max(0, nanos) / (double) Duration.ofSeconds(1).toNanos(); // -1: not known
  }

  private static long memoryBytes() {
    try {
      return ContainerMemory.ofThisProcess();
    } catch (IOException e) {
      LOG.debug("This system does not tell how much memory a process has", e);
      return 0;
    }
  }
}
