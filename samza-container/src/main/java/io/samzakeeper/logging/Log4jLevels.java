package io.samzakeeper.logging;

import io.samzakeeper.job.LogLevels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** Levels of this process's loggers, above those of its log4j2 file. Safe for any thread. */
final class Log4jLevels {
  /** By logger that differs now: what its file gives it; nothing where that does not name it. */
  private final Map<String, Optional<Level>> ofFile = new HashMap<>();

  /**
   * Makes exactly these differ.
   *
   * @param wanted logger to level
   */
  synchronized void differ(SortedMap<String, String> wanted) {
    for (String logger : Set.copyOf(ofFile.keySet())) {
      if (!wanted.containsKey(logger)) {
        restore(logger, ofFile.remove(logger));
      }
    }
    wanted.forEach(
        (logger, level) -> {
          ofFile.computeIfAbsent(logger, Log4jLevels::levelOfFile);
          Configurator.setLevel(log4jName(logger), Level.valueOf(level));
        });
  }

  private static Optional<Level> levelOfFile(String logger) {
    Configuration configuration = context().getConfiguration();
    LoggerConfig named =
        logger.equals(LogLevels.ROOT)
            ? configuration.getRootLogger()
            : configuration.getLoggers().get(logger);
    return Optional.ofNullable(named).map(LoggerConfig::getLevel);
  }

  private static void restore(String logger, Optional<Level> level) {
    if (level.isPresent()) {
      Configurator.setLevel(log4jName(logger), level.get());
      return;
    }
    LoggerContext context = context();
    Configuration configuration = context.getConfiguration();
    configuration.removeLogger(log4jName(logger));
    context.updateLoggers(configuration);
  }

  private static LoggerContext context() {
    return (LoggerContext) LogManager.getContext(false);
  }

  private static String log4jName(String logger) {
    return logger.equals(LogLevels.ROOT) ? LogManager.ROOT_LOGGER_NAME : logger;
  }
}
