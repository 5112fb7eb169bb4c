package io.samzakeeper.client;

import java.util.Map;

/**
 * Colours, where they help: on a terminal, unless its user wants none (NO_COLOR, as is the custom).
 */
enum Style {
  PLAIN,
  COLOURED;

  /** Set by the scripts: whether standard output is a terminal. */
  static final String TERMINAL = "keeper.terminal";

  private static final String RESET = "\u001b[0m";

  /** What a line is about. */
  enum Mood {
    PLAIN(""),
    GOOD("\u001b[32m"),
    WARNING("\u001b[33m"),
    BAD("\u001b[31m");

    private final String begin;

    Mood(String begin) {
      this.begin = begin;
    }
  }

  static Style of(Map<String, String> environment) {
    boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean able = !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return isTerminal() && wanted && able ? COLOURED : PLAIN;
  }

  static boolean isTerminal() {
    return Boolean.getBoolean(TERMINAL);
  }

  String bold(String text) {
    return wrap("\u001b[1m", text);
  }

  String of(Mood mood, String text) {
    return mood == Mood.PLAIN ? text : wrap(mood.begin, text);
  }

  private String wrap(String begin, String text) {
    return this == PLAIN || text.isEmpty() ? text : begin + text + RESET;
  }
}
