package io.samzakeeper.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.logaggregation.ContainerLogFileInfo;
import org.apache.hadoop.yarn.logaggregation.ContainerLogMeta;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;

/** A container's log files where YARN's log aggregation has put them when they had ended. */
final class AggregatedLogs implements ContainerLogs {
  private final Configuration hadoop;
  private final String containerId;
  private final ApplicationId application;
  private final String owner;

  /**
   * @param owner whose application it was
   */
  AggregatedLogs(Configuration hadoop, String containerId, String owner) {
    this.hadoop = hadoop;
    this.containerId = containerId;
    this.application =
        ContainerId.fromString(containerId).getApplicationAttemptId().getApplicationId();
    this.owner = owner;
  }

  @Override
  public List<LogFile> files() throws IOException {
    List<LogFile> files = new ArrayList<>();
    Optional<LogAggregationFileController> reader = reader();
    if (reader.isEmpty()) {
      return files;
    }
    for (ContainerLogMeta meta : reader.get().readAggregatedLogsMeta(request(Set.of(), 0))) {
      for (ContainerLogFileInfo file : meta.getContainerLogMeta()) {
        files.add(new LogFile(file.getFileName(), Long.parseLong(file.getFileSize().trim())));
      }
    }
    return files;
  }

  @Override
  public Optional<Copied> copyEnd(String file, long bytes, OutputStream out) throws IOException {
    Optional<LogAggregationFileController> reader = reader();
    // It adds lines of its own around the file's, and writes all at once.
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    if (reader.isEmpty() || !reader.get().readAggregatedLogs(request(Set.of(file), -bytes), text)) {
      return Optional.empty();
    }
    return YarnLogText.copy(new ByteArrayInputStream(text.toByteArray()), bytes, out);
  }

  /** Nothing where nothing of the application is there. */
  private Optional<LogAggregationFileController> reader() {
    try {
      return Optional.of(
          new LogAggregationFileControllerFactory(hadoop)
              .getFileControllerForRead(application, owner));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private ContainerLogsRequest request(Set<String> files, long bytes) {
    ContainerLogsRequest request = new ContainerLogsRequest();
    request.setAppId(application);
    request.setAppOwner(owner);
    request.setAppFinished(true);
    request.setContainerId(containerId);
    request.setLogTypes(files);
    request.setBytes(bytes);
    return request;
  }
}
