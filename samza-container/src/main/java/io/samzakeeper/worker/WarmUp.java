package io.samzakeeper.worker;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.samza.application.ApplicationUtil;
import org.apache.samza.application.descriptors.ApplicationDescriptorUtil;
import org.apache.samza.config.Config;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.system.SystemAdmin;
import org.apache.samza.system.SystemAdmins;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.task.TaskFactoryUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does in a spare, while nothing hangs on it, what costs a container's start its time: reads the
 * plan, loads the job's classes, and speaks to the systems of its inputs. It keeps nothing but what
 * the JVM does. What fails here shows itself where it is needed.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private final PlannedModels models;
  private final Thread thread = new Thread(this::run, "warm-up");

  /**
   * @param models that keep what is read
   */
  WarmUp(PlannedModels models) {
    this.models = models;
    thread.setDaemon(true);
  }

  /** Returns at once. */
  void begin() {
    thread.start();
  }

  /**
   * Two threads that initialise classes in circles could wait for each other, so nothing of the
   * job's is done beside this; but for no longer than the patience, as a system may not answer.
   */
  void await(Duration patience) throws InterruptedException {
    thread.join(patience.toMillis());
  }

  private void run() {
    try {
      models.current().ifPresent(WarmUp::warm);
    } catch (RuntimeException | LinkageError e) {
      LOG.info("This spare is not as warm as it could be: {}", e.toString());
    }
  }

  private static void warm(JobModel model) {
    long begin = System.nanoTime();
    Config config = model.getConfig();
    var application =
        ApplicationDescriptorUtil.getAppDescriptor(ApplicationUtil.fromConfig(config), config);
    TaskFactoryUtil.getTaskFactory(application);
    SystemAdmins admins = new SystemAdmins(config, WarmUp.class.getSimpleName());
    admins.start();
    try {
      for (String system : systemsOf(model)) {
        SystemAdmin admin = admins.getSystemAdmin(system);
        admin.getSystemStreamMetadata(streamsOf(model, system));
      }
    } finally {
      admins.stop();
    }
    LOG.info("Warm after {} ms", Duration.ofNanos(System.nanoTime() - begin).toMillis());
  }

  private static Set<String> systemsOf(JobModel model) {
    Set<String> systems = new TreeSet<>();
    inputs(model).forEach(input -> systems.add(input.getSystem()));
    return systems;
  }

  private static Set<String> streamsOf(JobModel model, String system) {
    Set<String> streams = new TreeSet<>();
    inputs(model)
        .filter(input -> input.getSystem().equals(system))
        .forEach(input -> streams.add(input.getStream()));
    return streams;
  }

  private static Stream<SystemStreamPartition> inputs(JobModel model) {
    return model.getContainers().values().stream()
        .flatMap(container -> container.getTasks().values().stream())
        .flatMap(task -> task.getSystemStreamPartitions().stream());
  }
}
