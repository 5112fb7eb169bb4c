package org.apache.samza.execution;

import java.util.List;
import java.util.function.Function;
import org.apache.samza.application.descriptors.ApplicationDescriptor;
import org.apache.samza.application.descriptors.ApplicationDescriptorImpl;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.system.SystemAdmins;

/**
 * The door to Samza's planning of an application, which is closed to other packages. Samza's own
 * planner for a cluster reads the previous run's config from the coordinator stream (batch mode),
 * asks the systems for streams that may not exist, and creates streams whether that is wanted or
 * not; what is done around the planning proper is up to the caller here.
 */
public final class KeeperJobPlanner extends JobPlanner {
  private final Function<Config, SystemAdmins> admins;

  /**
   * @param admins the systems to ask, for a config that the descriptors have been merged into
   */
  @SuppressWarnings("rawtypes") // as Samza declares it
  public KeeperJobPlanner(
      ApplicationDescriptorImpl<? extends ApplicationDescriptor> descriptor,
      Function<Config, SystemAdmins> admins) {
    super(descriptor);
    this.admins = admins;
  }

  /**
   * Plans; creates nothing.
   *
   * @param runId becomes {@code app.run.id} where the config has none
   */
  public ExecutionPlan plan(String runId) {
    return getExecutionPlan(runId);
  }

  @Override
  public List<JobConfig> prepareJobs() {
    throw new UnsupportedOperationException("plan, then create what is wanted");
  }

  @Override
  StreamManager buildAndStartStreamManager(Config config) {
    return new StreamManager(admins.apply(config));
  }
}
