package io.samzakeeper.worker;

import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.FencedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.samza.config.ConfigException;

/** What an exception says about why a worker ends. */
final class Diagnosis {
  /** Longest text that goes into ZooKeeper, in characters. */
  static final int MAX_TEXT = 2000;

  private static final int MAX_CAUSES = 12;

  private Diagnosis() {}

  /** The exit code that the chain of causes speaks for, or the given one where it is silent. */
  static ExitCode code(Throwable failure, ExitCode otherwise) {
    for (Throwable cause : chain(failure)) {
      if (cause instanceof FencedException) {
        return ExitCode.ASSIGNMENT_LOST;
      }
      if (cause instanceof UnreadableZnodeException) {
        return ExitCode.TREE_UNREADABLE;
      }
      if (cause instanceof OutOfMemoryError) {
        return ExitCode.OUT_OF_MEMORY;
      }
      if (cause instanceof InvalidConfigException
          || cause instanceof ConfigException
          || cause instanceof ClassNotFoundException
          || cause instanceof NoClassDefFoundError) {
        return ExitCode.BAD_CONFIG;
      }
    }
    return otherwise;
  }

  /** The chain of causes in one line of bounded length. */
  static String text(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause : chain(failure)) {
      text.append(text.isEmpty() ? "" : "; caused by ")
          .append(cause.getClass().getName())
          .append(": ")
          .append(String.valueOf(cause.getMessage()).replaceAll("\\s+", " "));
    }
    return text.length() <= MAX_TEXT ? text.toString() : text.substring(0, MAX_TEXT - 3) + "...";
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && chain.size() < MAX_CAUSES;
        cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }
}
