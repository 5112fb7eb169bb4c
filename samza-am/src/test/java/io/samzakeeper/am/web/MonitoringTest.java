package io.samzakeeper.am.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is in docs for monitoring fits what the AM says, and leads to what there is to read. */
class MonitoringTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path RULES = DOCS.resolve("monitoring/alerts.yml");
  private static final Pattern METRIC = Pattern.compile("\\bkeeper_\\w+");
  private static final Pattern RULE = Pattern.compile("(?m)^ +- alert: (\\w+)$");
  private static final Pattern RUNBOOK =
      Pattern.compile("(?m)^ +runbook: \"docs/operations\\.md#([\\w-]+)\"$");

  @Test
  void everyMetricOfTheDashboardIsThere() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(DOCS.resolve("monitoring/grafana-dashboard.json").toFile());
    Set<String> used = new TreeSet<>();
    dashboard.findValuesAsText("expr").forEach(text -> used.addAll(metrics(text)));
    dashboard.findValuesAsText("query").forEach(text -> used.addAll(metrics(text)));
    assertThat(used).isNotEmpty();
    assertThat(told()).containsAll(used);
  }

  @Test
  void everyMetricOfTheRulesIsThere() throws IOException {
    Set<String> used = metrics(Files.readString(RULES));
    assertThat(used).isNotEmpty();
    assertThat(told()).containsAll(used);
  }

  @Test
  void everyMetricIsDescribed() throws IOException {
    assertThat(metrics(Files.readString(DOCS.resolve("web.md")))).containsAll(told());
  }

  /** Whoever is paged gets to the section of the alert. */
  @Test
  void everyRuleLeadsToASectionOfTheRunbook() throws IOException {
    String rules = Files.readString(RULES);
    Set<String> sections = sections(Files.readString(DOCS.resolve("operations.md")));
    List<String> runbooks = all(RUNBOOK, rules);
    assertThat(all(RULE, rules)).isNotEmpty().hasSameSizeAs(runbooks);
    for (String rule : rules.split("(?m)^ +- alert: ", -1)) {
      assertThat(rule.startsWith("#") || RUNBOOK.matcher(rule).find()).as(rule).isTrue();
    }
    assertThat(sections).containsAll(runbooks);
    for (String alert : all(RULE, rules)) {
      assertThat(Files.readString(DOCS.resolve("operations.md"))).contains("`" + alert + "`");
    }
  }

  @Test
  void everyLinkWithinTheRunbookLeadsSomewhere() throws IOException {
    String runbook = Files.readString(DOCS.resolve("operations.md"));
    assertThat(sections(runbook)).containsAll(all(Pattern.compile("\\]\\(#([^)]+)\\)"), runbook));
    for (String link : all(Pattern.compile("\\]\\(([\\w-]+\\.md[^)]*)\\)"), runbook)) {
      String[] parts = link.split("#", 2);
      Path file = DOCS.resolve(parts[0]);
      assertThat(file).exists();
      if (parts.length == 2) {
        assertThat(sections(Files.readString(file))).as(link).contains(parts[1]);
      }
    }
  }

  private static Set<String> metrics(String text) {
    return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static Set<String> told() {
    FakeJob job = new FakeJob();
    String text = LeaderMetrics.of(new JobId("word-count", "1"), job, job.view().orElseThrow());
    return text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", -1)[2])
        .collect(Collectors.toSet());
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** Anchors of the headings, as they are made for pages of a repository. */
  private static Set<String> sections(String page) {
    return page.lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
