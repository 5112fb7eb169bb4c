package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries {@link JobApi} over HTTP; made by the web server. Writing is by PUT alone, since YARN's
 * proxy passes nothing but GET and PUT on, and none of a request's own headers.
 */
public final class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Context attribute, a {@link JobPages}. */
  static final String PAGES = "keeper.pages";

  /** A config is of some hundred keys. */
  private static final int MOST_BODY_BYTES = 1 << 20;

  private interface Call {
    JobApi.Answer answer(JobApi api, ShownJob job) throws IOException;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(response, (api, job) -> api.get(read(request), job));
  }

  @Override
  protected void doPut(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        (api, job) -> {
          requireJson(request);
          return api.put(read(request), body(request), job);
        });
  }

  private void answer(HttpServletResponse response, Call call) throws IOException {
    JobPages pages = (JobPages) getServletContext().getAttribute(PAGES);
    try {
      ShownJob job =
          pages
              .shown()
              .orElseThrow(
                  () ->
                      new ProblemException(
                          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                          "this process does not lead the job; the proxy leads to the one that"
                              + " does in a moment"));
      JobApi.Answer answer = call.answer(pages.api(), job);
      if (!answer.location().isEmpty()) {
        response.setHeader("Location", answer.location());
      }
      write(response, answer.status(), answer.document());
    } catch (ProblemException e) {
      problem(response, e.status(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("A request to the REST interface failed", e);
      problem(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, e.toString());
    }
  }

  /**
   * No page of another origin can send this without asking first whether it may, which nobody here
   * allows: forms send neither PUT nor JSON.
   */
  private static void requireJson(HttpServletRequest request) {
    String type = Optional.ofNullable(request.getContentType()).orElse("");
    if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      throw new ProblemException(
          HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
          "Content-Type=" + type + ": has to be application/json");
    }
  }

  private static JobApi.Request read(HttpServletRequest request) {
    TreeMap<String, String> query = new TreeMap<>();
    request.getParameterMap().forEach((name, values) -> query.put(name, values[0]));
    String path = Optional.ofNullable(request.getPathInfo()).orElse("/").substring(1);
    return new JobApi.Request(path, query, user(request));
  }

  /** As YARN's filter has it from the proxy. */
  static Optional<String> user(HttpServletRequest request) {
    return Optional.ofNullable(request.getRemoteUser()).filter(name -> !name.isEmpty());
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      throw new ProblemException(
          HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
          "a body of more than " + MOST_BODY_BYTES + " bytes is not read");
    }
    return body;
  }

  private static void problem(HttpServletResponse response, int status, String problem)
      throws IOException {
    write(
        response,
        status,
        JsonNodeFactory.instance.objectNode().put("status", status).put("problem", problem));
  }

  static void write(HttpServletResponse response, int status, JsonNode document)
      throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(document);
    response.setStatus(status);
    response.setContentType("application/json;charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
