package io.samzakeeper.launch;

import java.util.regex.Pattern;

/**
 * Writes values so that they survive the NodeManager's launch script. It puts a variable into the
 * script as {@code export NAME="value"} and the command as {@code exec /bin/bash -c "command"},
 * without escaping anything, after it has expanded its own markers (Hadoop 3.3 to 3.5, {@code
 * ContainerLaunch}).
 */
final class ShellText {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private ShellText() {}

  /**
   * Checks the name of a variable; with another one the whole script would fail.
   *
   * @throws IllegalArgumentException when the shell cannot have such a variable
   */
  static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "environment variable '"
              + name
              + "': a name is made of letters, digits and '_' and does not begin with a digit");
    }
    return name;
  }

  /**
   * The value arrives as it is: nothing in it is expanded by the shell or by YARN.
   *
   * @throws IllegalArgumentException when it has a NUL character, which no variable can hold
   */
  static String literal(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a NUL character cannot be in an environment variable");
    }
    StringBuilder text = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      escape(c, text);
      boolean doubled = i + 1 < value.length() && value.charAt(i + 1) == c;
      if (c == '<' || ((c == '{' || c == '}') && doubled)) {
        // Two quotes, nothing between them: the shell drops them, and YARN does not find its
        // markers <LOG_DIR>, <CPS>, <ADD_OPENS>, {{NAME}}.
        text.append("\"\"");
      }
    }
    return text.toString();
  }

  /** The shell that runs the command reads it as it is; YARN's markers in it are expanded. */
  static String command(String command) {
    StringBuilder text = new StringBuilder(command.length() + 16);
    for (int i = 0; i < command.length(); i++) {
      escape(command.charAt(i), text);
    }
    return text.toString();
  }

  private static void escape(char c, StringBuilder text) {
    if (c == '\\' || c == '"' || c == '$' || c == '`') {
      text.append('\\');
    }
    text.append(c);
  }
}
