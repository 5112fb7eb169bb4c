package io.samzakeeper.client;

import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A screen that is drawn anew with each change. */
final class ScreenView implements Watching.View {
  private final WatchScreen screen;
  private final Supplier<JobFigures> figures;
  private final PrintStream out;
  private final Terminal terminal;

  ScreenView(
      WatchScreen screen,
      Supplier<JobFigures> figures,
      PrintStream out,
      Map<String, String> environment) {
    this.screen = screen;
    this.figures = figures;
    this.out = out;
    this.terminal = new Terminal(out, environment);
  }

  @Override
  public void show(Watching.Picture picture) {
    Instant now = Instant.now();
    terminal.draw(
        screen.lines(
            picture.status(),
            List.copyOf(picture.events().values()),
            now,
            terminal.size(),
            picture.notice(),
            figures.get()),
        screen.headline(picture.status(), now));
  }

  @Override
  public boolean isSeen() {
    return !out.checkError();
  }

  @Override
  public void close() {
    terminal.close();
  }
}
