package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.JobView.ProcessorView;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The REST documents of what the leader knows by itself. Times are ISO-8601 in UTC. Pure; the
 * OpenAPI document says what the fields mean.
 */
final class LiveDocuments {
  private static final int EVENTS_OF_A_PROCESSOR = 5;
  private static final Pattern PROCESSOR = Pattern.compile("\\bprocessor (\\S+?)[:,;]?(?=\\s|$)");

  private final JobId job;
  private final String applicationId;
  private final String user;

  LiveDocuments(JobId job, String applicationId, String user) {
    this.job = job;
    this.applicationId = applicationId;
    this.user = user;
  }

  /**
   * @param asking who asks, as the proxy names him
   */
  ObjectNode overview(ShownJob shown, JobView view, TimeLine timeLine, Optional<String> asking) {
    ObjectNode overview = JsonNodeFactory.instance.objectNode();
    overview.put("jobName", job.name());
    overview.put("jobId", job.id());
    overview.put("applicationId", applicationId);
    overview.put("attemptId", view.attemptId());
    overview.put("at", view.at().toString());
    overview.put("state", view.application().state().name());
    overview.put("diagnostics", view.application().diagnostics());
    overview.put("healthy", view.isHealthy());
    overview.put("inSync", view.inSync());
    LeaderFigures figures = shown.figures();
    ZooKeeperLink zooKeeper = figures.zooKeeper();
    overview.put("zooKeeperConnected", zooKeeper.connected());
    overview.put("zooKeeperSilenceMillis", zooKeeper.silence().toMillis());
    overview.put("zooKeeperQuorumLost", zooKeeper.quorumLost());
    overview.put("zooKeeperOutageMaxMillis", zooKeeper.outageMax().toMillis());
    overview.put("resourceManagerSilenceMillis", figures.resourceManagerSilence().toMillis());
    CandidateGroup group = shown.candidates();
    ObjectNode leader = overview.putObject("leader");
    leader.put("epoch", view.epoch());
    leader.put("since", figures.since().toString());
    figures.takeOver().ifPresent(took -> leader.put("takeOverMillis", took.toMillis()));
    group.members().stream()
        .filter(member -> member.role() == CandidateGroup.Role.LEADER)
        .findFirst()
        .ifPresent(
            member -> {
              leader.put("candidate", member.id().toString());
              leader.put("host", member.id().host());
            });
    ObjectNode standbys = overview.putObject("standbys");
    standbys.put("wanted", group.wanted());
    standbys.put("standing", group.standbys().size());
    ArrayNode notices = standbys.putArray("notices");
    group.notices().forEach(notices::add);
    ObjectNode containers = overview.putObject("containers");
    containers.put("total", view.processors().size());
    containers.put("running", view.count(JobView.State.RUNNING));
    containers.put("needed", view.needed());
    containers.put("completed", view.count(JobView.State.COMPLETED));
    containers.put("failures", view.processors().stream().mapToInt(ProcessorView::failures).sum());
    containers.put("restarts", view.processors().stream().mapToInt(ProcessorView::restarts).sum());
    containers.put("spares", view.spares());
    containers.put("leaving", view.leaving());
    WorkDocuments.write(shown.reports().totals(), overview.putObject("work"));
    timeLine.writeTo(overview.putArray("timeLine"));
    ObjectNode you = overview.putObject("you");
    you.put("name", asking.orElse(""));
    Optional<String> whyNot = shown.access().whyNoChange(asking);
    you.put("mayChange", whyNot.isEmpty());
    you.put("whyNot", whyNot.orElse(""));
    return overview;
  }

  /**
   * @param containerMb memory of a worker's container; 0 where it is not known
   */
  ObjectNode containers(JobView view, List<JobEvent> events, int containerMb, Reports reports) {
    Map<String, List<JobEvent>> byProcessor = byProcessor(events);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("at", view.at().toString());
    ArrayNode containers = document.putArray("containers");
    for (ProcessorView processor : view.processors()) {
      ObjectNode node = containers.addObject();
      node.put("processor", processor.processor());
      node.put("state", processor.state().name());
      node.put("containerId", processor.containerId());
      node.put("host", processor.host());
      node.put("since", time(processor.since()));
      node.put("restarts", processor.restarts());
      node.put("failures", processor.failures());
      node.put("lastError", processor.lastError());
      node.put("nextTry", processor.nextTry().map(LiveDocuments::time).orElse(""));
      node.put("memoryMb", containerMb);
      node.put("logs", logs(processor));
      reports
          .of(processor.containerId())
          .ifPresent(figures -> WorkDocuments.write(figures, node.putObject("figures")));
      ArrayNode history = node.putArray("history");
      List<JobEvent> all = byProcessor.getOrDefault(processor.processor(), List.of());
      all.subList(Math.max(0, all.size() - EVENTS_OF_A_PROCESSOR), all.size())
          .forEach(event -> write(event, history.addObject()));
    }
    return document;
  }

  ObjectNode candidates(CandidateGroup group) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("wanted", group.wanted());
    ArrayNode notices = document.putArray("notices");
    group.notices().forEach(notices::add);
    ArrayNode candidates = document.putArray("candidates");
    for (CandidateGroup.Member member : group.members()) {
      ObjectNode node = candidates.addObject();
      node.put("candidate", member.id().toString());
      node.put("containerId", member.id().containerId());
      node.put("host", member.id().host());
      node.put("role", member.role().name());
      node.put("amContainer", member.amContainer());
      node.put("onLeadersNode", member.withLeader());
      node.put("since", member.since().toString());
    }
    return document;
  }

  /** The newest first. */
  ObjectNode events(List<JobEvent> events) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("events");
    for (int i = events.size() - 1; i >= 0; i--) {
      write(events.get(i), list.addObject());
    }
    return document;
  }

  private static void write(JobEvent event, ObjectNode node) {
    node.put("at", Instant.ofEpochMilli(event.atMillis()).toString());
    node.put("epoch", event.epoch());
    node.put("subject", event.subject());
    node.put("text", event.text());
  }

  /** Events name their processor in words, since people read them. */
  private static Map<String, List<JobEvent>> byProcessor(List<JobEvent> events) {
    Map<String, List<JobEvent>> byProcessor = new HashMap<>();
    for (JobEvent event : events) {
      Matcher named = PROCESSOR.matcher(event.text());
      if (named.find()) {
        byProcessor.computeIfAbsent(named.group(1), id -> new ArrayList<>()).add(event);
      }
    }
    return byProcessor;
  }

  /** Where the NodeManager shows the container's logs; empty when there is no container. */
  private String logs(ProcessorView processor) {
    return processor.containerId().isEmpty() || processor.nodeHttpAddress().isEmpty()
        ? ""
        : "http://"
            + processor.nodeHttpAddress()
            + "/node/containerlogs/"
            + processor.containerId()
            + "/"
            + user;
  }

  private static String time(Instant at) {
    return at.toEpochMilli() == 0 ? "" : at.toString();
  }
}
