package io.samzakeeper.client;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A terminal that is drawn on in place. What was on it before is there again when this is closed,
 * also where Ctrl-C ends the process.
 */
final class Terminal implements AutoCloseable {
  private static final String OTHER_SCREEN = "\u001b[?1049h";
  private static final String FIRST_SCREEN = "\u001b[?1049l";
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";
  private static final WatchScreen.Size USUAL = new WatchScreen.Size(24, 80);

  private final PrintStream out;
  private final Map<String, String> environment;
  private final Thread onSignal = new Thread(this::restore, "terminal");
  private boolean restored;
  private String lastWords = "";

  Terminal(PrintStream out, Map<String, String> environment) {
    this.out = out;
    this.environment = environment;
    Runtime.getRuntime().addShutdownHook(onSignal);
    write(OTHER_SCREEN + HIDE_CURSOR);
  }

  /**
   * Shows these lines and nothing else, in one write: nothing flickers.
   *
   * @param summary what is left on the terminal after the end
   */
  synchronized void draw(List<String> lines, String summary) {
    lastWords = summary;
    if (!restored) {
      write(HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_SCREEN);
    }
  }

  /** How large it is now: asks the terminal, since nobody tells a JVM. */
  WatchScreen.Size size() {
    ProcessBuilder stty = new ProcessBuilder("stty", "size");
    stty.redirectInput(new File("/dev/tty")).redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = stty.start();
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
        return size(reader.readLine());
      }
    } catch (IOException e) {
      return size(environment.get("LINES") + " " + environment.get("COLUMNS"));
    }
  }

  /**
   * @param text rows and columns; null, or anything else, for the usual size
   */
  static WatchScreen.Size size(String text) {
    if (text == null || !text.matches("[1-9]\\d{0,3} [1-9]\\d{0,3}")) {
      return USUAL;
    }
    int space = text.indexOf(' ');
    return new WatchScreen.Size(
        Integer.parseInt(text.substring(0, space)), Integer.parseInt(text.substring(space + 1)));
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      return; // the process ends already, and the hook has nothing left to do
    }
  }

  private synchronized void restore() {
    if (!restored) {
      restored = true;
      write(SHOW_CURSOR + FIRST_SCREEN + (lastWords.isEmpty() ? "" : lastWords + "\r\n"));
    }
  }

  private void write(String text) {
    out.print(text);
    out.flush();
  }
}
