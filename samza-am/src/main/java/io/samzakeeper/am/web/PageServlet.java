package io.samzakeeper.am.web;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * The page at the root. The web server itself would redirect to {@code index.html} with an absolute
 * address, which leads past the ResourceManager's proxy.
 */
public final class PageServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String PAGE = "/webapps/job/index.html";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (InputStream page = PageServlet.class.getResourceAsStream(PAGE)) {
      if (page == null) {
        throw new FileNotFoundException(PAGE + " is not in the class path");
      }
      response.setContentType("text/html;charset=utf-8");
      page.transferTo(response.getOutputStream());
    }
  }
}
