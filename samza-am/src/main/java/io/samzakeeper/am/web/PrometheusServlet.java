package io.samzakeeper.am.web;

import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.metrics.PrometheusText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** {@code prometheus}: the metrics of the leader. Made by the web server. */
public final class PrometheusServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

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
    } catch (ProblemException e) {
      response.sendError(e.status(), e.getMessage());
      return;
    }
    response.setContentType(PrometheusText.CONTENT_TYPE);
    response
        .getOutputStream()
        .write(
            LeaderMetrics.of(pages.job(), job.get(), view.get()).getBytes(StandardCharsets.UTF_8));
  }
}
