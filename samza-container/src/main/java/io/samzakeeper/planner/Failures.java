package io.samzakeeper.planner;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns what the user's code, Samza or a client library threw into one message with a key. Kafka's
 * exceptions are known by name: its client is the job's, and a job may have none.
 */
final class Failures {
  private static final Pattern NOT_A_NUMBER = Pattern.compile("For input string: \"(.*?)\".*");
  private static final List<String> UNREACHABLE =
      List.of(
          "org.apache.kafka.common.errors.TimeoutException",
          "org.apache.kafka.common.errors.DisconnectException",
          "org.apache.kafka.common.errors.NetworkException",
          "org.apache.kafka.common.errors.BrokerNotAvailableException");
  private static final List<String> REFUSED =
      List.of(
          "org.apache.kafka.common.errors.AuthorizationException",
          "org.apache.kafka.common.errors.AuthenticationException");
  private static final String REPLICATION =
      "org.apache.kafka.common.errors.InvalidReplicationFactorException";

  private Failures() {}

  /** Work that is not ours. */
  interface Foreign<T> {
    T run() throws Exception;
  }

  /**
   * Does foreign work; whatever it throws becomes a {@link PlanningException}.
   *
   * @param config where a malformed number is looked up
   * @param key what to name when nothing better is known
   * @param allowed ends the sentence then
   */
  static <T> T guard(
      Map<String, String> config, String key, String value, String allowed, Foreign<T> work) {
    try {
      return work.run();
    } catch (PlanningException e) {
      throw e;
    } catch (Exception | LinkageError | StackOverflowError e) {
      throw explain(config, key, value, allowed, e);
    }
  }

  private static PlanningException explain(
      Map<String, String> config, String key, String value, String allowed, Throwable thrown) {
    for (Throwable t : causes(thrown)) {
      if (t instanceof PlanningException known) {
        return known;
      }
      if (t instanceof NumberFormatException) {
        PlanningException named = malformedNumber(config, t, thrown);
        if (named != null) {
          return named;
        }
      }
      if (isA(t, REPLICATION)) {
        return PlanningException.badInput(
            key,
            value,
            t.getMessage(),
            "a replication factor (stores.<store>.changelog.replication.factor,"
                + " systems.<system>.default.stream.replication.factor) no higher than the"
                + " number of brokers",
            thrown);
      }
      if (isUnreachable(t)) {
        return PlanningException.environment(
            key,
            value,
            "no answer (" + describe(t) + ")",
            "see that the brokers are up and can be reached from here, then try again",
            thrown);
      }
      if (REFUSED.stream().anyMatch(name -> isA(t, name))) {
        return PlanningException.environment(
            key,
            value,
            "refused (" + describe(t) + ")",
            "see that this user may do it, then try again",
            thrown);
      }
    }
    List<Throwable> causes = causes(thrown);
    return PlanningException.badInput(
        key, value, describe(causes.get(causes.size() - 1)), allowed, thrown);
  }

  /** The exception in one line, for people. */
  static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    String name = thrown.getClass().getSimpleName();
    return message == null || message.isBlank()
        ? name
        : name + ": " + message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static PlanningException malformedNumber(
      Map<String, String> config, Throwable malformed, Throwable thrown) {
    Matcher matcher = NOT_A_NUMBER.matcher(String.valueOf(malformed.getMessage()));
    if (!matcher.matches()) {
      return null;
    }
    for (Map.Entry<String, String> entry : new TreeMap<>(config).entrySet()) {
      if (matcher.group(1).equals(entry.getValue())) {
        return PlanningException.badInput(
            entry.getKey(), entry.getValue(), "it is read as a number", "a whole number", thrown);
      }
    }
    return null;
  }

  private static boolean isUnreachable(Throwable t) {
    return t instanceof ConnectException
        || t instanceof SocketTimeoutException
        || t instanceof UnknownHostException
        || UNREACHABLE.stream().anyMatch(name -> isA(t, name));
  }

  private static boolean isA(Throwable t, String className) {
    for (Class<?> type = t.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(className)) {
        return true;
      }
    }
    return false;
  }

  /** The exception and its causes, outermost first; an end to circles of causes. */
  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }
}
