package io.samzakeeper.planner;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.samza.application.StreamApplication;
import org.apache.samza.application.TaskApplication;
import org.apache.samza.config.ConfigLoaderFactory;
import org.apache.samza.config.ConfigRewriter;
import org.apache.samza.container.SecurityManagerFactory;
import org.apache.samza.container.grouper.stream.SystemStreamPartitionGrouperFactory;
import org.apache.samza.container.grouper.stream.SystemStreamPartitionMapperFactory;
import org.apache.samza.container.grouper.task.TaskNameGrouperFactory;
import org.apache.samza.metrics.MetricsReporterFactory;
import org.apache.samza.serializers.SerdeFactory;
import org.apache.samza.storage.SideInputsProcessorFactory;
import org.apache.samza.storage.StateBackendFactory;
import org.apache.samza.storage.StorageEngineFactory;
import org.apache.samza.system.SystemFactory;
import org.apache.samza.system.SystemStreamPartitionMatcher;
import org.apache.samza.system.chooser.MessageChooserFactory;
import org.apache.samza.table.TableProviderFactory;
import org.apache.samza.task.AsyncStreamTask;
import org.apache.samza.task.StreamTask;
import org.apache.samza.task.TaskExecutorFactory;

/**
 * Classes named in a job's config: they must be in the job's package and be what Samza takes them
 * for. Found out here, once, and not in each container in turn. Loads, but does not initialise.
 */
final class ClassRules {
  private static final List<Rule> RULES =
      List.of(
          rule("systems\\.[^.]+\\.samza\\.factory", SystemFactory.class),
          rule("serializers\\.registry\\..+\\.class", SerdeFactory.class),
          rule("stores\\.[^.]+\\.factory", StorageEngineFactory.class),
          rule(
              "stores\\.[^.]+\\.side\\.inputs\\.processor\\.factory",
              SideInputsProcessorFactory.class),
          rule("stores\\.([^.]+\\.)?(backup|restore)\\.factories", StateBackendFactory.class),
          rule("tables\\.[^.]+\\.provider\\.factory", TableProviderFactory.class),
          rule(
              "job\\.systemstreampartition\\.grouper\\.factory",
              SystemStreamPartitionGrouperFactory.class),
          rule("job\\.systemstreampartition\\.matcher\\.class", SystemStreamPartitionMatcher.class),
          rule(
              "job\\.system\\.stream\\.partition\\.mapper\\.factory",
              SystemStreamPartitionMapperFactory.class),
          rule("task\\.name\\.grouper\\.factory", TaskNameGrouperFactory.class),
          rule("task\\.chooser\\.class", MessageChooserFactory.class),
          rule("job\\.container\\.task\\.executor\\.factory", TaskExecutorFactory.class),
          rule("job\\.security\\.manager\\.factory", SecurityManagerFactory.class));

  private ClassRules() {}

  private record Rule(Pattern key, Class<?> type) {}

  /** The class behind {@code job.config.loader.factory}, which must be given. */
  static void checkLoader(Map<String, String> config) {
    require(config, "job.config.loader.factory", ConfigLoaderFactory.class);
  }

  /** The rewriters that {@code job.config.rewriters} lists, before any of them runs. */
  static void checkRewriters(Map<String, String> config) {
    for (String name : Rewriters.names(config)) {
      require(config, "job.config.rewriter." + name + ".class", ConfigRewriter.class);
    }
  }

  /** {@code app.class}, or else {@code task.class}: one of them must be given. */
  static void checkApplication(Map<String, String> config) {
    if (!config.getOrDefault("app.class", "").isBlank()) {
      check("app.class", config.get("app.class"), StreamApplication.class, TaskApplication.class);
    } else if (!config.getOrDefault("task.class", "").isBlank()) {
      check("task.class", config.get("task.class"), StreamTask.class, AsyncStreamTask.class);
    } else {
      throw PlanningException.missing(
          "app.class",
          "app.class (a StreamApplication or TaskApplication) or task.class (a StreamTask or"
              + " AsyncStreamTask)");
    }
  }

  /** All others. */
  static void check(Map<String, String> config) {
    new TreeMap<>(config)
        .forEach(
            (key, value) -> {
              for (Rule rule : RULES) {
                if (rule.key().matcher(key).matches()) {
                  names(value).forEach(name -> check(key, name, rule.type()));
                }
              }
            });
    for (String name : names(config.get("metrics.reporters"))) {
      require(config, "metrics.reporter." + name + ".class", MetricsReporterFactory.class);
    }
  }

  /**
   * @param types any of which will do
   */
  static void check(String key, String className, Class<?>... types) {
    String allowed =
        "a class of the job's package that implements "
            + String.join(" or ", Arrays.stream(types).map(Class::getName).toList());
    Class<?> found;
    try {
      found = Class.forName(className.strip(), false, ClassRules.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw PlanningException.badInput(
          key, className, "no such class in the job's class path", allowed, e);
    } catch (LinkageError e) {
      throw PlanningException.badInput(
          key, className, "it cannot be loaded (" + Failures.describe(e) + ")", allowed, e);
    }
    if (Arrays.stream(types).noneMatch(type -> type.isAssignableFrom(found))) {
      throw PlanningException.badInput(
          key, className, "it is another kind of class", allowed, null);
    }
  }

  private static void require(Map<String, String> config, String key, Class<?> type) {
    String value = config.getOrDefault(key, "");
    if (value.isBlank()) {
      throw PlanningException.missing(
          key, "a class of the job's package that implements " + type.getName());
    }
    check(key, value, type);
  }

  private static List<String> names(String list) {
    return list == null
        ? List.of()
        : Arrays.stream(list.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  private static Rule rule(String key, Class<?> type) {
    return new Rule(Pattern.compile(key), type);
  }
}
