package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.web.JobPages;
import io.samzakeeper.job.JobId;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages of a job with 500 containers, in a real browser. */
@ExtendWith(BrowserExtension.class)
class LargeJobPagesIT {
  private static final int CONTAINERS = 500;

  /** A tenth of it is what it takes on a machine that has nothing else to do. */
  private static final Duration BOUND = Duration.ofSeconds(3);

  private static final String OVERLAPPING =
      "(() => { const boxes = [...document.querySelectorAll('.graph rect')]"
          + ".map(r => r.getBoundingClientRect()); let n = 0;"
          + " boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => { if (a.left < b.right"
          + " && b.left < a.right && a.top < b.bottom && b.top < a.bottom) n++; })); return n; })()";

  @Test
  void theyStayQuick() {
    Configuration cluster = new YarnConfiguration();
    cluster.set(YarnConfiguration.PROXY_ADDRESS, "127.0.0.1:1");
    try (JobPages pages =
            new JobPages(
                cluster, new JobId("large", "1"), "application_1_0001", "127.0.0.1", "operator");
        Browser browser = Browser.start()) {
      pages.show(new SimulatedJob(CONTAINERS));
      browser.screen(1280, 900);
      browser.open(pages.url());
      browser.awaitText("490 of 500");
      browser.awaitText("490 of 490 containers tell");
      browser.screenshot(
          BuildOutput.work().resolveSibling("screenshots").resolve("overview-large.png"));

      long millis =
          timed(browser, "containers", "document.querySelectorAll('tbody tr').length === 500");
      browser.screenshot(
          BuildOutput.work().resolveSibling("screenshots").resolve("containers-large.png"));
      long tasks = timed(browser, "tasks", "document.querySelectorAll('tbody tr').length === 2000");
      long events =
          timed(browser, "events", "document.querySelectorAll('.timeline li').length === 500");
      System.out.println(
          "500 containers shown after "
              + millis
              + " ms, 2000 tasks after "
              + tasks
              + " ms, 500 events after "
              + events
              + " ms");

      int operators = SimulatedJob.LANES * SimulatedJob.STEPS + 1;
      timed(
          browser,
          "graph",
          "document.querySelectorAll('.graph g.OPERATOR').length === " + operators);
      browser.screenshot(
          BuildOutput.work().resolveSibling("screenshots").resolve("graph-large.png"));
      assertThat(browser.evaluate(OVERLAPPING).asInt()).as("boxes on each other").isZero();
      assertThat(
              browser
                  .evaluate("document.querySelector('.graph text').getBoundingClientRect().height")
                  .asDouble())
          .as("as large as in a small graph")
          .isGreaterThan(10);

      timed(browser, "containers", "document.querySelectorAll('tbody tr').length === 500");
      // Figures change with each answer; what was opened to be read stays open.
      browser.awaitTrue("document.querySelector('details') !== null");
      browser.evaluate("document.querySelector('details').open = true");
      String lags =
          "[...document.querySelectorAll('td[data-label=Lag]')].map(d => d.innerText).join()";
      String seen = browser.evaluate(lags).asText();
      browser.awaitTrue(lags + " !== '" + seen + "'");
      assertThat(browser.evaluate("document.querySelectorAll('details[open]').length").asInt())
          .isEqualTo(1);
      browser.evaluate("document.querySelector('input[type=search]').focus()");
      browser.type("record 17");
      browser.awaitTrue("document.querySelectorAll('tbody tr').length === 10");
      // The page asks again every 2 s, and what was typed stays.
      String asked = "performance.getEntriesByName(location.origin + '/api/v1/containers').length";
      browser.awaitTrue(asked + " > " + browser.evaluate(asked).asInt());
      assertThat(browser.evaluate("document.activeElement.value").asText()).isEqualTo("record 17");
      assertThat(browser.evaluate("document.querySelectorAll('tbody tr').length").asInt())
          .isEqualTo(10);
      assertThat(browser.errors()).isEmpty();
      assertThat(browser.notLoaded()).isEmpty();
      assertThat(browser.requests()).allMatch(url -> url.startsWith(pages.url()));
    }
  }

  /** From the click until it is drawn. */
  private static long timed(Browser browser, String page, String shown) {
    long start = System.nanoTime();
    browser.click("nav a[href='#" + page + "']");
    browser.awaitTrue(shown);
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertThat(millis).as(page).isLessThan(BOUND.toMillis());
    return millis;
  }
}
