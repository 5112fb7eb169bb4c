package io.samzakeeper.client;

import io.samzakeeper.client.JobStatus.ProcessorState;
import io.samzakeeper.client.JobStatus.ProcessorStatus;
import io.samzakeeper.job.CandidateGroup.Member;
import io.samzakeeper.job.CandidateGroup.Role;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How a job is, as lines that fill a screen and no more. Pure. */
final class WatchScreen {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  /** Of the lines that are left for containers and events together, so many are for events. */
  private static final double SHARE_OF_EVENTS = 0.4;

  private static final int LEAST = 3;

  private final JobId job;
  private final Style style;

  WatchScreen(JobId job, Style style) {
    this.job = job;
    this.style = style;
  }

  /** How large a terminal is. */
  record Size(int rows, int columns) {}

  /**
   * Draws it.
   *
   * @param events the newest last
   * @param notice in the second line; empty for none
   * @param figures of the workers, as far as they are known
   */
  List<String> lines(
      JobStatus status,
      List<JobEvent> events,
      Instant now,
      Size size,
      String notice,
      JobFigures figures) {
    Page page = new Page(size.columns());
    page.add(style.bold(page.fit(headline(status, now))));
    if (!notice.isEmpty()) {
      page.add(style.of(Style.Mood.BAD, page.fit(notice)));
    }
    masters(status, now, page);
    status.candidates().notices().forEach(n -> page.add(style.of(Style.Mood.WARNING, page.fit(n))));
    status.rollOut().ifPresent(plan -> page.add(page.fit(ProgressLines.line(plan))));
    if (status.sparesWanted() > 0 || !status.spares().isEmpty()) {
      page.add(page.fit(ProgressLines.spares(status)));
    }
    figures.line().ifPresent(line -> page.add(page.fit(line)));
    int left = Math.max(2 * LEAST, size.rows() - page.lines.size() - 4);
    int forEvents = Math.max(LEAST, (int) (left * SHARE_OF_EVENTS));
    int forProcessors =
        Math.max(LEAST, Math.max(left - forEvents, left - Math.min(forEvents, events.size())));
    processors(status, figures, forProcessors, page);
    events(events, Math.max(LEAST, size.rows() - page.lines.size() - 2), page);
    return page.lines.subList(0, Math.min(page.lines.size(), size.rows()));
  }

  /** What is said of the job in one line. */
  String headline(JobStatus status, Instant now) {
    return job
        + "  "
        + status.application().state()
        + "  "
        + status.application().applicationId()
        + "  "
        + status.running()
        + " of "
        + status.processors().size()
        + " run"
        + (status.leader().isEmpty() ? "" : "  epoch " + status.epoch())
        + "  "
        + CLOCK.format(now);
  }

  private void masters(JobStatus status, Instant now, Page page) {
    List<List<String>> rows = new ArrayList<>();
    boolean led = false;
    for (Member member : status.candidates().members()) {
      led |= member.role() == Role.LEADER;
      rows.add(
          List.of(
              member.role() == Role.LEADER ? "Leader" : "Standby",
              member.id().host(),
              member.id().containerId(),
              "for " + age(member.since(), now)));
    }
    if (!led) {
      page.add(style.of(Style.Mood.BAD, page.fit("Nobody leads")));
    }
    Table.lines(rows).forEach(line -> page.add(page.fit(line)));
  }

  private void processors(JobStatus status, JobFigures figures, int room, Page page) {
    List<ProcessorStatus> all = new ArrayList<>(status.processors());
    // What does not run is what people look for.
    all.sort(Comparator.comparing(WatchScreen::isWell));
    List<ProcessorStatus> shown = all.subList(0, Math.min(room, all.size()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PROCESSOR", "STATE", "HOST", "CONTAINER", "TASKS", "FAILURES", "LAG"));
    for (ProcessorStatus processor : shown) {
      rows.add(
          List.of(
              processor.processor(),
              processor.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              processor.host(),
              processor.containerId(),
              Integer.toString(processor.tasks()),
              Integer.toString(processor.failures()),
              figures.lagOf(processor.processor())));
    }
    List<String> lines = Table.lines(rows);
    page.add("");
    page.add(style.bold(page.fit(lines.get(0))));
    for (int i = 0; i < shown.size(); i++) {
      page.add(style.of(mood(shown.get(i)), page.fit(lines.get(i + 1))));
    }
    if (shown.size() < all.size()) {
      page.add(page.fit("... and " + (all.size() - shown.size()) + " more"));
    }
  }

  private void events(List<JobEvent> events, int room, Page page) {
    if (events.isEmpty()) {
      return;
    }
    page.add("");
    page.add(style.bold(page.fit("EVENTS")));
    events.stream()
        .skip(Math.max(0, events.size() - room))
        .forEach(event -> page.add(page.fit(line(event))));
  }

  /** Without day and epoch: a screen is narrow. */
  private static String line(JobEvent event) {
    return CLOCK.format(Instant.ofEpochMilli(event.atMillis()))
        + "  "
        + EventLines.subject(event)
        + event.text();
  }

  private static boolean isWell(ProcessorStatus processor) {
    return processor.state() == ProcessorState.RUNNING
        || processor.state() == ProcessorState.COMPLETED;
  }

  private static Style.Mood mood(ProcessorStatus processor) {
    return switch (processor.state()) {
      case RUNNING -> processor.failures() == 0 ? Style.Mood.GOOD : Style.Mood.WARNING;
      case COMPLETED -> Style.Mood.PLAIN;
      case WAITING, ALLOCATED, LAUNCHING, STARTING -> Style.Mood.WARNING;
      case GIVEN_UP -> Style.Mood.BAD;
    };
  }

  static String age(Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    if (age.toMinutes() < 1) {
      return Math.max(0, age.toSeconds()) + " s";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + " min";
    }
    return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
  }

  private static final class Page {
    private final List<String> lines = new ArrayList<>();
    private final int columns;

    Page(int columns) {
      this.columns = columns;
    }

    void add(String line) {
      lines.add(line);
    }

    /** A line that is too long would become two, and all below it would be in the wrong place. */
    String fit(String text) {
      String line = text.replaceAll("\\p{Cntrl}", " ");
      return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + "…";
    }
  }
}
