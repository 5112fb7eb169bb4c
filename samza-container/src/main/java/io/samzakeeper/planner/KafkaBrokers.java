package io.samzakeeper.planner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knocks at the brokers of the job's Kafka systems. Their client takes a minute to find out that
 * nobody is there, and does so six times over; a connection tells in milliseconds.
 */
final class KafkaBrokers {
  /** How long one broker may take to accept a connection. */
  static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

  static final String KAFKA_FACTORY = "org.apache.samza.system.kafka.KafkaSystemFactory";
  private static final Pattern ADDRESS =
      Pattern.compile("(?:.*://)?\\[?([0-9a-zA-Z\\-%._:]*?)\\]?:([0-9]{1,5})");

  private final Set<String> answered = new HashSet<>();

  /**
   * @param system any system; one that is not Kafka's passes
   * @throws PlanningException when a Kafka system has no addresses, malformed ones, or none of its
   *     brokers accepts a connection
   */
  void check(String system, Map<String, String> config) {
    String factory = config.getOrDefault("systems." + system + ".samza.factory", "");
    if (!KAFKA_FACTORY.equals(factory.strip())) {
      return;
    }
    // Samza's order: what the consumer has, or else the producer.
    String consumerKey = "systems." + system + ".consumer.bootstrap.servers";
    String producerKey = "systems." + system + ".producer.bootstrap.servers";
    String key = config.containsKey(consumerKey) ? consumerKey : producerKey;
    String servers = config.getOrDefault(key, "");
    if (servers.isBlank()) {
      throw PlanningException.missing(producerKey, "host:port of the brokers, separated by commas");
    }
    if (answered.contains(servers)) {
      return;
    }
    List<String> refusals = new ArrayList<>();
    for (String server : servers.split(",", -1)) {
      if (server.isBlank()) {
        continue;
      }
      InetSocketAddress address = address(key, servers, server.strip());
      try (Socket socket = new Socket()) {
        socket.connect(address, (int) CONNECT_LIMIT.toMillis());
        answered.add(servers);
        return;
      } catch (IOException e) {
        refusals.add(server.strip() + ": " + Failures.describe(e));
      }
    }
    throw PlanningException.environment(
        key,
        servers,
        "no broker accepts a connection (" + String.join("; ", refusals) + ")",
        "see that Kafka is up and can be reached from here, then try again",
        null);
  }

  private static InetSocketAddress address(String key, String servers, String server) {
    Matcher matcher = ADDRESS.matcher(server);
    int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    if (port < 1 || port > 65_535) {
      throw PlanningException.badInput(
          key, servers, server + " is no address", "host:port, separated by commas", null);
    }
    return new InetSocketAddress(matcher.group(1), port);
  }
}
