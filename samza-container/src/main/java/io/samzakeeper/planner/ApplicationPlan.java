package io.samzakeeper.planner;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.samza.application.ApplicationUtil;
import org.apache.samza.application.descriptors.ApplicationDescriptor;
import org.apache.samza.application.descriptors.ApplicationDescriptorImpl;
import org.apache.samza.application.descriptors.ApplicationDescriptorUtil;
import org.apache.samza.config.ApplicationConfig;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.config.StreamConfig;
import org.apache.samza.execution.ExecutionPlan;
import org.apache.samza.execution.KeeperJobPlanner;
import org.apache.samza.system.StreamSpec;
import org.apache.samza.system.SystemStream;

/**
 * What the user's application comes to.
 *
 * @param config the effective config: the user's with what the application's descriptors add
 * @param intermediateStreams to be created, with their partition counts
 * @param outputs streams that the job only writes to, as far as its descriptors tell
 * @param batch whether it is a run over bounded input, which starts afresh
 */
record ApplicationPlan(
    Config config, List<StreamSpec> intermediateStreams, Set<SystemStream> outputs, boolean batch) {

  /**
   * Runs the user's {@code describe} and Samza's planner. Asks the systems of the application's
   * streams for their partition counts; creates nothing.
   *
   * @param config after rewriters, with {@code job.name}
   * @param choice what is seen of streams that are there
   */
  static ApplicationPlan of(
      Config config,
      PartitionChoice choice,
      KafkaBrokers brokers,
      BoundedCalls calls,
      Notices notices) {
    ClassRules.checkApplication(config);
    boolean hasApplication = !config.get("app.class", "").isBlank();
    String key = hasApplication ? "app.class" : "task.class";
    String className = config.get(key);
    String allowed = "an application that can be planned with this config";
    ApplicationDescriptorImpl<?> descriptor =
        Failures.guard(
            config,
            key,
            className,
            allowed,
            () ->
                ApplicationDescriptorUtil.getAppDescriptor(
                    ApplicationUtil.fromConfig(config), config));
    List<JobSystems> opened = new ArrayList<>();
    try {
      KeeperJobPlanner planner =
          new KeeperJobPlanner(
              descriptor,
              merged -> {
                ClassRules.check(merged);
                JobSystems systems =
                    new JobSystems(
                        merged, outputs(descriptor, merged), choice, brokers, calls, notices);
                opened.add(systems);
                return systems.asSystemAdmins();
              });
      ExecutionPlan plan =
          Failures.guard(config, key, className, allowed, () -> planner.plan(newRunId()));
      List<JobConfig> jobs = Failures.guard(config, key, className, allowed, plan::getJobConfigs);
      if (jobs.size() != 1) {
        throw PlanningException.badInput(
            key, className, "it plans " + jobs.size() + " jobs", "an application of one job", null);
      }
      Config effective = jobs.get(0);
      return new ApplicationPlan(
          effective,
          plan.getIntermediateStreams(),
          outputs(descriptor, effective),
          new ApplicationConfig(effective).getAppMode() == ApplicationConfig.ApplicationMode.BATCH);
    } finally {
      opened.forEach(JobSystems::close);
    }
  }

  /** Like Samza's own: by time, with something at random after it. */
  private static String newRunId() {
    return System.currentTimeMillis() + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  @SuppressWarnings("rawtypes") // as Samza declares it
  private static Set<SystemStream> outputs(
      ApplicationDescriptorImpl<? extends ApplicationDescriptor> descriptor, Config config) {
    StreamConfig streams = new StreamConfig(config);
    Set<SystemStream> outputs = new HashSet<>();
    for (String id : descriptor.getOutputStreamIds()) {
      if (!descriptor.getInputStreamIds().contains(id)) {
        outputs.add(streams.streamIdToSystemStream(id));
      }
    }
    return outputs;
  }
}
