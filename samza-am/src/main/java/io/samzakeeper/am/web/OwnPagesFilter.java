package io.samzakeeper.am.web;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * Lets nothing be seen of what Hadoop's web server brings along by itself, which asks nobody: its
 * configuration, log files and levels. Stacks and beans, which help where a leader seems to hang,
 * are for who may modify the job: arguments of the JVM are among them. Made by the web server,
 * behind YARN's own filter, which says who asks.
 */
public final class OwnPagesFilter implements Filter {
  /** The page and its parts; there is nothing secret in them. */
  private static final Pattern ASSET = Pattern.compile("/([a-z]+\\.(html|css|js|svg|json))?");

  /** Each asks by itself whether the user may. */
  private static final Set<String> SERVLETS =
      Set.of("/metrics", "/task-context", "/am", "/config", "/prometheus");

  private static final String API = "/api/v1/";
  private static final Set<String> DIAGNOSTICS = Set.of("/stacks", "/jmx");

  private FilterConfig configuration;

  @Override
  public void init(FilterConfig given) {
    configuration = given;
  }

  @Override
  public void destroy() {
    // There is nothing to give back.
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    try {
      requireAllowed(asked);
    } catch (ProblemException e) {
      ((HttpServletResponse) response).sendError(e.status(), e.getMessage());
      return;
    }
    chain.doFilter(request, response);
  }

  private void requireAllowed(HttpServletRequest request) {
    String path =
        request.getContextPath()
            + request.getServletPath()
            + Optional.ofNullable(request.getPathInfo()).orElse("");
    if (DIAGNOSTICS.contains(path)) {
      JobPages pages = (JobPages) configuration.getServletContext().getAttribute(ApiServlet.PAGES);
      pages
          .shown()
          .orElseThrow(
              () ->
                  new ProblemException(
                      HttpServletResponse.SC_SERVICE_UNAVAILABLE, "this process does not lead"))
          .access()
          .requireModify(ApiServlet.user(request));
    } else if (!ASSET.matcher(path).matches()
        && !SERVLETS.contains(path)
        && !path.startsWith(API)) {
      throw new ProblemException(HttpServletResponse.SC_NOT_FOUND, "there is no such page");
    }
  }
}
