package io.samzakeeper.planner;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Numbers in a job's config that Samza would stumble over later, often only in the container: what
 * they must be. Keys that are not listed here are still caught where planning reads them.
 */
final class NumberRules {
  private static final List<Rule> RULES =
      List.of(
          rule(1, Integer.MAX_VALUE, "job\\.container\\.count"),
          rule(1, Integer.MAX_VALUE, "yarn\\.container\\.count"),
          rule(1, Integer.MAX_VALUE, "job\\.autosizing\\.container\\.count"),
          rule(0, Integer.MAX_VALUE, "job\\.container\\.thread\\.pool\\.size"),
          rule(1, Integer.MAX_VALUE, "job\\.container\\.(commit|restore)\\.thread\\.pool\\..*size"),
          rule(1, Integer.MAX_VALUE, "job\\.intermediate\\.stream\\.partitions"),
          rule(1, Integer.MAX_VALUE, "job\\.standbytasks\\.replication\\.factor"),
          rule(1, Integer.MAX_VALUE, "job\\.elasticity\\.factor"),
          rule(1, Integer.MAX_VALUE, "task\\.max\\.concurrency"),
          rule(Long.MIN_VALUE, Long.MAX_VALUE, "task\\.(window|commit)\\.ms"),
          rule(Long.MIN_VALUE, Long.MAX_VALUE, "task\\.(drain\\.)?callback\\.timeout\\.ms"),
          rule(0, Long.MAX_VALUE, "task\\.commit\\.(max\\.delay|timeout)\\.ms"),
          rule(0, Long.MAX_VALUE, "task\\.shutdown\\.ms"),
          rule(0, Long.MAX_VALUE, "task\\.max\\.idle\\.ms"),
          rule(0, Integer.MAX_VALUE, "task\\.poll\\.interval\\.ms"),
          rule(1, Short.MAX_VALUE, "(task\\.checkpoint|job\\.coordinator)\\.replication\\.factor"),
          rule(1, Short.MAX_VALUE, "systems\\.[^.]+\\.default\\.stream\\.replication\\.factor"),
          rule(1, Short.MAX_VALUE, "stores\\.[^.]+\\.changelog\\.replication\\.factor"),
          rule(0, Integer.MAX_VALUE, "systems\\.[^.]+\\.samza\\.fetch\\.threshold(\\.bytes)?"),
          rule(0, Integer.MAX_VALUE, "stores\\.[^.]+\\.(object\\.cache|write\\.batch)\\.size"),
          rule(
              0,
              Long.MAX_VALUE,
              "stores\\.[^.]+\\.container\\.(cache|write\\.buffer)\\.size\\.bytes"));

  private NumberRules() {}

  private record Rule(Pattern key, long least, long most) {
    String allowed() {
      if (least == Long.MIN_VALUE) {
        return "a whole number";
      }
      return most == Long.MAX_VALUE || most == Integer.MAX_VALUE
          ? "a whole number, at least " + least
          : "a whole number from " + least + " to " + most;
    }
  }

  /**
   * @throws PlanningException for the first key, in alphabetical order, that breaks its rule
   */
  static void check(Map<String, String> config) {
    new TreeMap<>(config).forEach(NumberRules::check);
  }

  private static void check(String key, String value) {
    for (Rule rule : RULES) {
      if (rule.key().matcher(key).matches()) {
        long number;
        try {
          number = Long.parseLong(value);
        } catch (NumberFormatException e) {
          throw PlanningException.badInput(
              key, value, "it is no whole number", rule.allowed(), null);
        }
        if (number < rule.least() || number > rule.most()) {
          throw PlanningException.badInput(key, value, "out of range", rule.allowed(), null);
        }
      }
    }
  }

  private static Rule rule(long least, long most, String key) {
    return new Rule(Pattern.compile(key), least, most);
  }
}
