package io.samzakeeper.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.JobView.ProcessorView;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The document that page and tools read. Times are ISO-8601 in UTC. Fields may be added, and none
 * changes its meaning within {@code v1}.
 */
final class StatusJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JobId job;
  private final String applicationId;
  private final String user;

  StatusJson(JobId job, String applicationId, String user) {
    this.job = job;
    this.applicationId = applicationId;
    this.user = user;
  }

  /** Of a candidate that does not lead. */
  byte[] standingBy(Optional<JobPages.LedBy> ledBy) {
    ObjectNode status = head(false);
    ledBy.ifPresent(
        led -> {
          status.put("epoch", led.epoch());
          ObjectNode leader = status.putObject("leader");
          leader.put("candidate", led.leader().candidateId());
          leader.put("since", Instant.ofEpochMilli(led.leader().sinceMillis()).toString());
        });
    return bytes(status);
  }

  /**
   * @param events the newest last
   */
  byte[] leading(JobView view, List<JobEvent> events, CandidateGroup candidates, Reports reports) {
    ObjectNode status = head(true);
    status.put("at", view.at().toString());
    status.put("state", view.application().state().name());
    status.put("diagnostics", view.application().diagnostics());
    status.put("epoch", view.epoch());
    status.put("attemptId", view.attemptId());
    status.put("inSync", view.inSync());
    status.put("healthy", view.isHealthy());
    ObjectNode containers = status.putObject("containers");
    containers.put("total", view.processors().size());
    containers.put("running", view.count(JobView.State.RUNNING));
    containers.put("needed", view.needed());
    containers.put("completed", view.count(JobView.State.COMPLETED));
    containers.put("failed", view.processors().stream().mapToInt(ProcessorView::failures).sum());
    containers.put("leaving", view.leaving());
    ArrayNode processors = status.putArray("processors");
    for (ProcessorView processor : view.processors()) {
      ObjectNode node = processors.addObject();
      put(node, processor);
      reports
          .of(processor.containerId())
          .ifPresent(figures -> WorkDocuments.write(figures, node.putObject("figures")));
    }
    WorkDocuments.write(reports.totals(), status.putObject("work"));
    ObjectNode standbys = status.putObject("standbys");
    standbys.put("wanted", candidates.wanted());
    standbys.put("standing", candidates.standbys().size());
    ArrayNode notices = standbys.putArray("notices");
    candidates.notices().forEach(notices::add);
    ArrayNode members = status.putArray("candidates");
    candidates.members().forEach(member -> put(members.addObject(), member));
    ArrayNode history = status.putArray("events");
    for (int i = events.size() - 1; i >= 0; i--) {
      put(history.addObject(), events.get(i));
    }
    return bytes(status);
  }

  private ObjectNode head(boolean leading) {
    ObjectNode status = JSON.createObjectNode();
    status.put("jobName", job.name());
    status.put("jobId", job.id());
    status.put("applicationId", applicationId);
    status.put("leading", leading);
    return status;
  }

  private static void put(ObjectNode node, CandidateGroup.Member member) {
    node.put("candidate", member.id().toString());
    node.put("containerId", member.id().containerId());
    node.put("host", member.id().host());
    node.put("role", member.role().name());
    node.put("amContainer", member.amContainer());
    node.put("onLeadersNode", member.withLeader());
    node.put("since", member.since().toString());
  }

  private void put(ObjectNode node, ProcessorView processor) {
    node.put("processor", processor.processor());
    node.put("state", processor.state().name());
    node.put("containerId", processor.containerId());
    node.put("host", processor.host());
    node.put("since", processor.since().toEpochMilli() == 0 ? "" : processor.since().toString());
    node.put("restarts", processor.restarts());
    node.put("failures", processor.failures());
    node.put("lastError", processor.lastError());
    processor.nextTry().ifPresent(at -> node.put("nextTry", at.toString()));
    node.put("logs", logs(processor));
  }

  /** Where the NodeManager shows the container's logs; empty when there is no container. */
  private String logs(ProcessorView processor) {
    if (processor.containerId().isEmpty() || processor.nodeHttpAddress().isEmpty()) {
      return "";
    }
    return "http://"
        + processor.nodeHttpAddress()
        + "/node/containerlogs/"
        + processor.containerId()
        + "/"
        + user;
  }

  private static void put(ObjectNode node, JobEvent event) {
    node.put("at", Instant.ofEpochMilli(event.atMillis()).toString());
    node.put("epoch", event.epoch());
    node.put("subject", event.subject());
    node.put("text", event.text());
  }

  private static byte[] bytes(ObjectNode status) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(status);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers cannot be written", e);
    }
  }
}
