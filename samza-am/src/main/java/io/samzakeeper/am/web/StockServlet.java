package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.JobView.ProcessorView;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.SensitiveKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * {@code metrics}, {@code task-context}, {@code am} and {@code config}, in the shapes that stock
 * Samza's AM answers with, for tools that know those. Made by the web server.
 */
public final class StockServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** The group that stock has the counts of containers in. */
  private static final String GROUP = "org.apache.samza.metrics.ContainerProcessManagerMetrics";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JobPages pages = (JobPages) getServletContext().getAttribute(ApiServlet.PAGES);
    Optional<ShownJob> job = pages.shown();
    Optional<JobView> view = job.flatMap(ShownJob::view);
    if (view.isEmpty()) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "this process does not lead");
      return;
    }
    try {
      job.get().access().requireView(ApiServlet.user(request));
      ApiServlet.write(
          response,
          HttpServletResponse.SC_OK,
          switch (request.getServletPath()) {
            case "/metrics" -> metrics(view.get());
            case "/task-context" -> taskContext(job.get());
            case "/am" -> am(job.get(), view.get());
            default -> config(job.get().records());
          });
    } catch (ProblemException e) {
      response.sendError(e.status(), e.getMessage());
    }
  }

  private static ObjectNode metrics(JobView view) {
    ObjectNode metrics = JsonNodeFactory.instance.objectNode();
    metrics
        .putObject(GROUP)
        .put("running-containers", view.count(JobView.State.RUNNING))
        .put("needed-containers", view.needed())
        .put("completed-containers", view.count(JobView.State.COMPLETED))
        .put(
            "failed-containers", view.processors().stream().mapToInt(ProcessorView::failures).sum())
        .put("released-containers", view.leaving())
        .put("container-count", view.processors().size())
        .put("job-healthy", view.isHealthy() ? 1 : 0);
    return metrics;
  }

  /** Stock's task id is a relic that is always 0. */
  private static ObjectNode taskContext(ShownJob job) {
    return JsonNodeFactory.instance.objectNode().put("task-id", 0).put("name", amContainer(job));
  }

  private static ObjectNode am(ShownJob job, JobView view) {
    JobRecords.PlanFacts plan = job.records().plan();
    ObjectNode am = JsonNodeFactory.instance.objectNode();
    am.put("app-attempt-id", view.attemptId());
    am.put("container-id", amContainer(job));
    am.put("host", leader(job).map(member -> member.id().host()).orElse(""));
    ObjectNode containers = am.putObject("containers");
    for (ProcessorView processor : view.processors()) {
      if (processor.state() == JobView.State.RUNNING) {
        ObjectNode node = containers.putObject(processor.containerId());
        node.put("container-id", processor.processor());
        node.put("yarn-address", processor.nodeHttpAddress());
        node.put("start-time", Long.toString(processor.since().toEpochMilli()));
        node.put(
            "up-time", Long.toString(Duration.between(processor.since(), view.at()).toMillis()));
        ObjectNode tasks = node.putObject("task-models");
        for (String task : plan.tasks().getOrDefault(processor.processor(), List.of())) {
          ObjectNode model = tasks.putObject(task).put("task-name", task);
          plan.taskInputs()
              .getOrDefault(task, List.of())
              .forEach(model.withArray("system-stream-partitions")::add);
        }
      }
    }
    return am;
  }

  private static ObjectNode config(JobRecords records) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    records
        .config(records.currentConfig())
        .values()
        .forEach((key, value) -> config.put(key, SensitiveKeys.shown(key, value)));
    return config;
  }

  private static String amContainer(ShownJob job) {
    return job.candidates().members().stream()
        .filter(CandidateGroup.Member::amContainer)
        .findFirst()
        .or(() -> leader(job))
        .map(member -> member.id().containerId())
        .orElse("");
  }

  private static Optional<CandidateGroup.Member> leader(ShownJob job) {
    return job.candidates().members().stream()
        .filter(member -> member.role() == CandidateGroup.Role.LEADER)
        .findFirst();
  }
}
