package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.launch.LaunchContexts;
import io.samzakeeper.launch.Launches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.util.Records;

/** The application as YARN is told of it. */
final class AmContext {
  private AmContext() {}

  static String type(JobConfig config) {
    return config.text(ConfigKey.APPLICATION_TYPE).orElseThrow();
  }

  static ApplicationSubmissionContext of(
      JobConfig config, ApplicationId id, LaunchSpec launch, Credentials credentials)
      throws IOException {
    ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
    context.setApplicationId(id);
    context.setApplicationName(config.jobId().applicationName());
    context.setApplicationType(type(config));
    config.text(ConfigKey.QUEUE).ifPresent(context::setQueue);
    config.text(ConfigKey.AM_LABEL).ifPresent(context::setNodeLabelExpression);
    context.setResource(Resource.newInstance(config.amMemoryMb(), config.amCores()));
    context.setMaxAppAttempts(config.amMaxAttempts());
    context.setAttemptFailuresValidityInterval(config.amFailuresValidityInterval().toMillis());
    context.setKeepContainersAcrossApplicationAttempts(true);
    context.setAMContainerSpec(
        LaunchContexts.of(launch, Map.of(), serialised(credentials), Launches.acls(config)));
    return context;
  }

  private static ByteBuffer serialised(Credentials credentials) throws IOException {
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      credentials.writeTokenStorageToStream(out);
      return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    }
  }
}
