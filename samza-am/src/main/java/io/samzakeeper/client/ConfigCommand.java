package io.samzakeeper.client;

import io.samzakeeper.change.ConfigChange;
import io.samzakeeper.change.ConfigHistory;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.SensitiveKeys;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code keeper config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "[get|history|diff|set|unset|apply|edit|rollback]",
    description =
        "Shows the config of a job as its tree has it, every key that the user gave, before"
            + " planning adds to it; and changes it while the job runs. Values of sensitive.* keys"
            + " are masked.",
    footer = {
      "",
      "Examples:",
      "  keeper config word-count",
      "  keeper config word-count get job.container.count",
      "  keeper config word-count history",
      "  keeper config word-count diff 3 5 --json",
      "  keeper config word-count set keeper.am.standby.count=2 --reason 'to be safe'",
      "  keeper config word-count set task.window.ms=5000 job.container.count=4 --dry-run",
      "  keeper config word-count set task.opts=-Xmx2g --max-unavailable 3",
      "  keeper config word-count edit",
      "  keeper config word-count unset keeper.am.standby.count",
      "  keeper config word-count apply word-count.properties --dry-run",
      "  keeper config word-count rollback",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper cannot be reached, 4 another",
      "command submits or changes the job, 6 it does not run, 7 no leader has taken",
      "the change up, or it was taken back, as workers failed with it."
    })
final class ConfigCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Option(
      names = "--generation",
      paramLabel = "N",
      description = "An earlier one, as history lists them. Default: the current one.")
  private Optional<Long> generation = Optional.empty();

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  ConfigCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return with(
        (job, history) -> {
          long number = generation.orElseGet(history::current);
          ConfigGeneration config = history.read(number);
          if (json) {
            Map<String, Object> values = facts(number, config, history.current());
            values.put("values", shown(config.values()));
            out.println(Json.pretty(values));
          } else {
            out.println("# " + job + ", generation " + number + ": " + origin(config));
            shown(config.values()).forEach((key, value) -> out.println(key + "=" + value));
          }
        });
  }

  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      description = "Prints the value of one key, or its default where it is not given.",
      footer = {
        "",
        "Examples:",
        "  keeper config word-count get job.container.count",
        "  keeper config word-count --generation 2 get task.opts --json"
      })
  Integer get(
      @Parameters(index = "0", paramLabel = "KEY", description = "A config key.") String key)
      throws Exception {
    return with(
        (job, history) -> {
          SortedMap<String, String> given =
              history.read(generation.orElseGet(history::current)).values();
          String value =
              Optional.ofNullable(given.get(key))
                  .or(() -> known(key).flatMap(k -> new JobConfig(given).text(k)))
                  .orElseThrow(() -> notGiven(job, key));
          if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("key", key);
            values.put("value", SensitiveKeys.shown(key, value));
            values.put("given", given.containsKey(key));
            out.println(Json.pretty(values));
          } else {
            out.println(SensitiveKeys.shown(key, value));
          }
        });
  }

  @Command(
      name = "history",
      mixinStandardHelpOptions = true,
      description = "Lists the generations that the tree still has, the newest first.",
      footer = {
        "",
        "Examples:",
        "  keeper config word-count history",
        "  keeper config word-count history --json"
      })
  Integer history() throws Exception {
    return with(
        (job, history) -> {
          List<Map<String, Object>> all = new ArrayList<>();
          SortedMap<String, String> before = null;
          for (long number : history.numbers()) {
            ConfigGeneration config = history.read(number);
            Map<String, Object> facts = facts(number, config, history.current());
            facts.put(
                "changedKeys",
                before == null ? null : ConfigDiff.between(before, config.values()).size());
            all.add(0, facts);
            before = config.values();
          }
          if (json) {
            out.println(Json.pretty(all));
          } else {
            all.forEach(this::printLine);
          }
        });
  }

  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description =
          "Shows what differs between two generations: A and B; A and the current one; or, without"
              + " any, the one before and the current one.",
      footer = {
        "",
        "Examples:",
        "  keeper config word-count diff",
        "  keeper config word-count diff 3",
        "  keeper config word-count diff 3 5 --json"
      })
  Integer diff(
      @Parameters(index = "0", arity = "0..1", paramLabel = "A", description = "The older one.")
          Optional<Long> a,
      @Parameters(index = "1", arity = "0..1", paramLabel = "B", description = "The newer one.")
          Optional<Long> b)
      throws Exception {
    return with(
        (job, history) -> {
          long newer = b.orElseGet(history::current);
          long older = a.orElseGet(() -> before(history, newer));
          List<ConfigDiff> differences =
              ConfigDiff.between(history.read(older).values(), history.read(newer).values());
          if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("from", older);
            values.put("to", newer);
            values.put("changes", differences.stream().map(ConfigCommand::json).toList());
            out.println(Json.pretty(values));
          } else {
            out.println("# " + job + ", from generation " + older + " to " + newer);
            differences.forEach(this::printLines);
          }
        });
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description =
          "Gives keys other values. The job goes by them when this returns: its leader at once;"
              + " workers restart for it, or are replaced, where they have to.",
      footer = {
        "",
        "Examples:",
        "  keeper config word-count set keeper.am.standby.count=2 --reason 'to be safe'",
        "  keeper config word-count set task.window.ms=5000 job.container.count=4 --dry-run",
        "  keeper config word-count set task.opts=-Xmx2g --max-unavailable 3"
      })
  Integer set(
      @Parameters(arity = "1..*", paramLabel = "KEY=VALUE", description = "A key and its value.")
          List<String> given,
      @Mixin ChangeOptions change)
      throws Exception {
    Map<String, String> wanted = Overrides.of("KEY=VALUE", "KEY=VALUE", given);
    return change(
        "set " + String.join(", ", wanted.keySet()),
        change,
        (config, history) -> {
          SortedMap<String, String> values = new TreeMap<>(config);
          values.putAll(wanted);
          return values;
        });
  }

  @Command(
      name = "unset",
      mixinStandardHelpOptions = true,
      description = "Takes keys out of the config, so that their defaults count.",
      footer = {"", "Examples:", "  keeper config word-count unset keeper.am.standby.count"})
  Integer unset(
      @Parameters(arity = "1..*", paramLabel = "KEY", description = "A key that is given.")
          List<String> keys,
      @Mixin ChangeOptions change)
      throws Exception {
    return change(
        "unset " + String.join(", ", keys),
        change,
        (config, history) -> {
          SortedMap<String, String> values = new TreeMap<>(config);
          for (String key : keys) {
            if (values.remove(key) == null) {
              throw new InvalidConfigException("KEY", key, "a key that is given in the config");
            }
          }
          return values;
        });
  }

  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description =
          "Puts the whole config of a properties file in the place of what the job has, as a"
              + " submission would: a key that is not in the file is not given any more.",
      footer = {
        "",
        "Examples:",
        "  keeper config word-count apply word-count.properties --dry-run",
        "  keeper config word-count apply word-count.properties --reason 'release 12'"
      })
  Integer apply(
      @Parameters(index = "0", paramLabel = "FILE", description = "A path or a file: URI.")
          String file,
      @Mixin ChangeOptions change)
      throws Exception {
    SortedMap<String, String> wanted =
        ClusterDefaults.below(
            PropertiesSource.read("FILE", file), ClusterDefaults.from(environment));
    return change("applied " + file, change, (config, history) -> wanted);
  }

  @Command(
      name = "edit",
      mixinStandardHelpOptions = true,
      description =
          "Opens the config in $VISUAL or $EDITOR (vi), values of sensitive.* keys, too; what is saved"
              + " is applied when the editor is closed.",
      footer = {
        "",
        "Examples:",
        "  keeper config word-count edit",
        "  EDITOR=nano keeper config word-count edit --dry-run"
      })
  Integer edit(@Mixin ChangeOptions change) throws Exception {
    return change(
        "edited", change, (config, history) -> new ConfigEditor(environment).edit(config));
  }

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = "Makes an earlier generation the newest one: N, or the one before.",
      footer = {
        "",
        "Examples:",
        "  keeper config word-count rollback",
        "  keeper config word-count rollback 3 --dry-run"
      })
  Integer rollback(
      @Parameters(index = "0", arity = "0..1", paramLabel = "N", description = "See history.")
          Optional<Long> number,
      @Mixin ChangeOptions change)
      throws Exception {
    return change(
        "rollback" + number.map(n -> " to " + n).orElse(""),
        change,
        (config, history) ->
            history.read(number.orElseGet(() -> before(history, history.current()))).values());
  }

  private int change(String what, ChangeOptions change, ConfigChange.Values values)
      throws Exception {
    return options.with(
        environment,
        (job, tree) ->
            print(
                job,
                new ConfigChange(
                        tree,
                        job,
                        Submission.submitter(),
                        new Replanning(environment),
                        json ? line -> {} : out::println)
                    .make(values, change.manner(what))));
  }

  private void print(JobId job, ConfigChange.Done done) {
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("from", done.from());
      values.put("to", done.to().orElse(null));
      values.put("changes", done.changes().stream().map(ConfigCommand::json).toList());
      values.put("replaced", done.impact().replaced());
      values.put("restarted", done.impact().restarted());
      values.put("added", done.impact().added());
      values.put("ended", done.impact().ended());
      values.put("movedTasks", done.impact().movedTasks());
      out.println(Json.pretty(values));
    } else if (done.changes().isEmpty()) {
      out.println(job + ": nothing is different from generation " + done.from());
    } else {
      done.changes().forEach(this::printLines);
      out.println(
          job
              + ": "
              + done.to()
                  .map(to -> "generation " + to + ", the job goes by it (" + done.impact() + ")")
                  .orElse("--dry-run, nothing was changed; it would mean: " + done.impact()));
    }
  }

  private interface Look {
    void at(JobId job, ConfigHistory history);
  }

  private int with(Look look) throws Exception {
    return options.with(environment, (job, tree) -> look.at(job, new ConfigHistory(tree)));
  }

  private static long before(ConfigHistory history, long newer) {
    return history.numbers().stream()
        .filter(number -> number < newer)
        .reduce((first, second) -> second)
        .orElseThrow(
            () ->
                new ClientException(
                    ClientExit.BAD_INPUT,
                    "generation " + newer + " is the oldest one: there is none to compare with"));
  }

  private static Map<String, Object> facts(long number, ConfigGeneration config, long current) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("generation", number);
    values.put("current", number == current);
    values.put("at", Instant.ofEpochMilli(config.atMillis()).toString());
    values.put("author", config.author());
    values.put("reason", config.reason());
    return values;
  }

  private static String origin(ConfigGeneration config) {
    return config.reason()
        + " by "
        + config.author()
        + " at "
        + Instant.ofEpochMilli(config.atMillis());
  }

  private void printLine(Map<String, Object> facts) {
    out.println(
        facts.get("generation")
            + (Boolean.TRUE.equals(facts.get("current")) ? " (current)" : "")
            + ": "
            + facts.get("reason")
            + " by "
            + facts.get("author")
            + " at "
            + facts.get("at")
            + (facts.get("changedKeys") == null
                ? ""
                : ", changed keys: " + facts.get("changedKeys")));
  }

  private void printLines(ConfigDiff diff) {
    diff.shownBefore().ifPresent(value -> out.println("- " + diff.key() + "=" + value));
    diff.shownAfter().ifPresent(value -> out.println("+ " + diff.key() + "=" + value));
  }

  private static Map<String, Object> json(ConfigDiff diff) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("key", diff.key());
    values.put("before", diff.shownBefore().orElse(null));
    values.put("after", diff.shownAfter().orElse(null));
    return values;
  }

  private static SortedMap<String, String> shown(SortedMap<String, String> values) {
    SortedMap<String, String> shown = new TreeMap<>();
    values.forEach((key, value) -> shown.put(key, SensitiveKeys.shown(key, value)));
    return shown;
  }

  private static Optional<ConfigKey> known(String key) {
    return Arrays.stream(ConfigKey.values()).filter(known -> known.key().equals(key)).findFirst();
  }

  private static ClientException notGiven(JobId job, String key) {
    return new ClientException(
        ClientExit.BAD_INPUT, "KEY=" + key + " is not given in the config of " + job);
  }
}
