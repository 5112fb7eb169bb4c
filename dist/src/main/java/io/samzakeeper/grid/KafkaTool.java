package io.samzakeeper.grid;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a small client in the broker's class path, which this one must not see: Samza is bound to an
 * old client of Kafka.
 */
final class KafkaTool {
  private static final String MAIN = "io.samzakeeper.grid.kafka.KafkaToolMain";

  private KafkaTool() {}

  /**
   * Ends when the tool ends.
   *
   * @return the tool's exit code
   */
  static int run(GridSoftware software, Grid grid, List<String> arguments) {
    software.check();
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    List<String> all = new ArrayList<>(List.of(grid.kafkaBootstrap()));
    all.addAll(arguments);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(jars(software), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Method run = loader.loadClass(MAIN).getMethod("run", String[].class);
      return (int) run.invoke(null, (Object) all.toArray(String[]::new));
    } catch (InvocationTargetException e) {
      throw new GridException(String.valueOf(e.getCause().getMessage()), e.getCause());
    } catch (ReflectiveOperationException | IOException e) {
      throw new GridException("Cannot run the Kafka client: " + e, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] jars(GridSoftware software) {
    String own = software.daemons().resolve("kafka").resolve("grid-kafka.jar").toString();
    return Arrays.stream((own + ":" + software.classPath("kafka")).split(":", -1))
        .map(KafkaTool::url)
        .toArray(URL[]::new);
  }

  private static URL url(String jar) {
    try {
      return Path.of(jar).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new GridException("Not a jar: " + jar, e);
    }
  }
}
