package io.samzakeeper.am.web;

import java.io.IOException;
import java.util.function.Supplier;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * Answers {@code GET api/v1/status}; made by the web server, which hands it the document's source.
 */
public final class StatusServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Context attribute, a {@code Supplier<byte[]>}. */
  static final String STATUS = "keeper.status";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JobPages pages = (JobPages) getServletContext().getAttribute(ApiServlet.PAGES);
    try {
      pages.shown().ifPresent(job -> job.access().requireView(ApiServlet.user(request)));
    } catch (ProblemException e) {
      response.sendError(e.status(), e.getMessage());
      return;
    }
    Supplier<?> status = (Supplier<?>) getServletContext().getAttribute(STATUS);
    byte[] document = (byte[]) status.get();
    response.setContentType("application/json;charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(document.length);
    response.getOutputStream().write(document);
  }
}
