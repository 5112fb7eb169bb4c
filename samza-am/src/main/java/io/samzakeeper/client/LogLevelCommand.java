package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LogLevels;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keeper loglevel}. */
@Command(
    name = "loglevel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Changes levels of loggers while a job runs; nothing restarts. Without a change: shows those"
          + " that differ from what the processes' own log4j2 files say.",
      "They hold for processes that are started later, too, until they are taken back, or the job"
          + " is submitted anew."
    },
    footer = {
      "",
      "Examples:",
      "  keeper loglevel word-count am io.samzakeeper=DEBUG",
      "  keeper loglevel word-count 0 com.example.WordCountTask=TRACE org.apache.kafka=WARN",
      "  keeper loglevel word-count all root=DEBUG",
      "  keeper loglevel word-count 0 org.apache.kafka=default",
      "  keeper loglevel word-count --reset",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper cannot be reached."
    })
final class LogLevelCommand implements Callable<Integer> {
  private static final String DEFAULT = "DEFAULT";
  private static final Set<String> LEVELS =
      new TreeSet<>(
          Set.of("OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "ALL", DEFAULT));

  @Mixin private JobOptions options;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "[PROCESSOR|am|all] LOGGER=LEVEL",
      hideParamSyntax = true,
      description =
          "Whose (all, if it is not said), and what: a logger, or root; OFF, FATAL, ERROR, WARN,"
              + " INFO, DEBUG, TRACE, ALL, or default for what the file says.")
  private List<String> words = List.of();

  @Option(names = "--reset", description = "Takes back all that was changed, or all of the target.")
  private boolean reset;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  LogLevelCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Optional<String> target = words.stream().findFirst().filter(word -> !word.contains("="));
    SortedMap<String, String> changes =
        changes(words.subList(target.isPresent() ? 1 : 0, words.size()));
    if (reset && !changes.isEmpty()) {
      throw new InvalidConfigException("--reset", "true", "not together with LOGGER=LEVEL");
    }
    return options.with(
        environment,
        (job, tree) -> {
          target.ifPresent(name -> requireTarget(tree, name));
          print(job, target, levels(new LogLevelChange(tree), target, changes));
        });
  }

  private LogLevels levels(
      LogLevelChange levels, Optional<String> target, SortedMap<String, String> changes) {
    if (reset) {
      return levels.change(now -> target.map(now::without).orElse(LogLevels.NONE));
    }
    return changes.isEmpty()
        ? levels.current()
        : levels.change(now -> changed(now, target.orElse(LogLevels.ALL), changes));
  }

  private static LogLevels changed(
      LogLevels now, String target, SortedMap<String, String> changes) {
    LogLevels changed = now;
    for (Map.Entry<String, String> change : changes.entrySet()) {
      changed =
          change.getValue().equals(DEFAULT)
              ? changed.without(target, change.getKey())
              : changed.with(target, change.getKey(), change.getValue());
    }
    return changed;
  }

  private static SortedMap<String, String> changes(List<String> texts) {
    SortedMap<String, String> changes = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String level = text.substring(equals + 1).toUpperCase(Locale.ROOT);
      if (equals < 1 || !LEVELS.contains(level)) {
        throw new InvalidConfigException(
            "LOGGER=LEVEL", text, "a logger or root, then = and one of " + LEVELS);
      }
      changes.put(text.substring(0, equals), level);
    }
    return changes;
  }

  private static void requireTarget(JobTree tree, String target) {
    Set<String> processors = JobStatus.outline(tree).keySet();
    if (!target.equals(LogLevels.ALL)
        && !target.equals(LogLevels.AM)
        && !processors.contains(target)) {
      throw new InvalidConfigException(
          "PROCESSOR", target, "am, all, or one of " + String.join(", ", processors));
    }
  }

  private void print(JobId job, Optional<String> target, LogLevels levels) {
    SortedMap<String, SortedMap<String, String>> shown = new TreeMap<>(levels.byTarget());
    target.ifPresent(name -> shown.keySet().retainAll(Set.of(name)));
    if (json) {
      out.println(Json.pretty(shown));
    } else if (shown.isEmpty()) {
      out.println(job + target.map(name -> ", " + name).orElse("") + ": as the files say");
    } else {
      shown.forEach(
          (name, loggers) ->
              loggers.forEach((logger, level) -> out.println(name + ": " + logger + "=" + level)));
    }
  }
}
