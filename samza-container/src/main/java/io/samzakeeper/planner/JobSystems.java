package io.samzakeeper.planner;

import io.samzakeeper.planner.StreamNames.Origin;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.samza.Partition;
import org.apache.samza.config.Config;
import org.apache.samza.config.SystemConfig;
import org.apache.samza.system.SystemAdmin;
import org.apache.samza.system.SystemAdmins;
import org.apache.samza.system.SystemFactory;
import org.apache.samza.system.SystemStream;

/**
 * The systems of one config, each with an admin that is made when it is first needed and stopped by
 * {@link #close}. Knows which streams exist before anybody asks for a stream's metadata: asking
 * Kafka for a topic that is not there creates it, where the broker allows that.
 */
final class JobSystems implements AutoCloseable {
  /** How long a system may take to list its streams. */
  static final Duration LISTING_LIMIT = Duration.ofSeconds(20);

  private static final String LABEL = "samza-keeper-planner";

  private final Config config;
  private final SystemConfig systemConfig;
  private final KafkaBrokers brokers;
  private final BoundedCalls calls;
  private final StreamNames names;
  private final Map<String, SystemAdmin> admins = new HashMap<>();
  private final Map<String, Optional<Set<String>>> listings = new HashMap<>();
  private final Map<SystemStream, Integer> planned = new HashMap<>();
  private final SortedMap<String, Integer> partitionCounts = new TreeMap<>();
  private final Set<SystemStream> outputs;
  private final PartitionChoice choice;
  private final Notices notices;

  /**
   * @param outputs streams that may be missing: the first record creates them, if the broker lets
   *     it
   * @param choice what is seen of streams that are there
   */
  JobSystems(
      Config config,
      Set<SystemStream> outputs,
      PartitionChoice choice,
      KafkaBrokers brokers,
      BoundedCalls calls,
      Notices notices) {
    this.config = config;
    this.choice = choice;
    this.systemConfig = new SystemConfig(config);
    this.outputs = outputs;
    this.brokers = brokers;
    this.calls = calls;
    this.names = new StreamNames(config);
    this.notices = notices;
  }

  /** For Samza's own code: every system, none of them started yet. */
  SystemAdmins asSystemAdmins() {
    return new SystemAdmins(
        systemConfig.getSystemNames().stream()
            .collect(Collectors.toMap(name -> name, name -> new PlanningAdmin(this, name))));
  }

  /**
   * The started admin of a system.
   *
   * @param origin who wants it, for the message when there is no such system
   */
  SystemAdmin admin(String system, Origin origin) {
    SystemAdmin known = admins.get(system);
    if (known != null) {
      return known;
    }
    String factoryKey = "systems." + system + ".samza.factory";
    String factoryClass =
        systemConfig.getSystemFactory(system).orElseThrow(() -> unknownSystem(system, origin));
    ClassRules.check(factoryKey, factoryClass, SystemFactory.class);
    brokers.check(system, config);
    SystemAdmin admin =
        Failures.guard(
            config,
            factoryKey,
            factoryClass,
            "a system whose admin starts with the config under systems." + system + ".*",
            () -> {
              SystemFactory factory =
                  Class.forName(factoryClass.strip())
                      .asSubclass(SystemFactory.class)
                      .getDeclaredConstructor()
                      .newInstance();
              SystemAdmin created = factory.getAdmin(system, config, LABEL);
              created.start();
              return created;
            });
    admins.put(system, admin);
    return admin;
  }

  /** Names of all streams of a system; nothing where the system cannot tell. */
  Optional<Set<String>> streams(String system, Origin origin) {
    Optional<Set<String>> known = listings.get(system);
    if (known == null) {
      SystemAdmin admin = admin(system, origin);
      known =
          Failures.guard(
              config,
              "systems." + system + ".samza.factory",
              systemConfig.getSystemFactory(system).orElse(""),
              "a system that can list its streams",
              () -> calls.within(LISTING_LIMIT, () -> list(admin), () -> silent(system)));
      listings.put(system, known);
    }
    return known;
  }

  /** Whether a stream is there; a system that cannot tell is believed to have it. */
  boolean exists(SystemStream stream, Origin origin) {
    return streams(stream.getSystem(), origin)
        .map(all -> all.contains(stream.getStream()))
        .orElse(true);
  }

  /** Whether a stream is there for certain. */
  boolean isListed(SystemStream stream, Origin origin) {
    return streams(stream.getSystem(), origin)
        .map(all -> all.contains(stream.getStream()))
        .orElse(false);
  }

  /** From now on the stream counts as there, with so many partitions. */
  void plan(SystemStream stream, int partitions) {
    planned.put(stream, partitions);
    partitionCounts.put(name(stream), partitions);
  }

  Optional<Integer> plannedPartitions(SystemStream stream) {
    return Optional.ofNullable(planned.get(stream));
  }

  /** The partitions that the plan is made with. */
  Set<Partition> chosen(SystemStream stream, Set<Partition> actual) {
    return choice.of(stream, actual);
  }

  void counted(SystemStream stream, int partitions) {
    partitionCounts.put(name(stream), partitions);
  }

  /** What was learnt on the way: {@code system.stream} to partition count. */
  SortedMap<String, Integer> partitionCounts() {
    return partitionCounts;
  }

  Config config() {
    return config;
  }

  StreamNames names() {
    return names;
  }

  /**
   * Says that a stream is not there.
   *
   * @throws PlanningException unless the job only writes to it
   */
  void missing(SystemStream stream) {
    if (outputs.contains(stream)) {
      notices.add(
          "output stream "
              + name(stream)
              + " does not exist yet; the first record creates it, if the broker allows that");
      return;
    }
    Origin origin = names.origin(stream);
    throw PlanningException.badInput(
        origin.key(),
        origin.value(),
        "system " + stream.getSystem() + " has no stream " + stream.getStream(),
        "a stream that exists (create it first, with the number of partitions that it is to have)",
        null);
  }

  @Override
  public void close() {
    admins.values().forEach(SystemAdmin::stop);
    admins.clear();
  }

  private static Optional<Set<String>> list(SystemAdmin admin) {
    try {
      return Optional.of(
          admin.getAllSystemStreams().stream()
              .map(SystemStream::getStream)
              .collect(Collectors.toSet()));
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private PlanningException unknownSystem(String system, Origin origin) {
    return PlanningException.badInput(
        origin.key(),
        origin.value(),
        "there is no system " + system + ": systems." + system + ".samza.factory is missing",
        "one of the systems " + new TreeSet<>(systemConfig.getSystemNames()),
        null);
  }

  private PlanningException silent(String system) {
    return PlanningException.environment(
        "systems." + system + ".samza.factory",
        systemConfig.getSystemFactory(system).orElse(""),
        "system "
            + system
            + " has not listed its streams within "
            + LISTING_LIMIT.toSeconds()
            + "s",
        "see that it is up and can be reached from here, then try again",
        null);
  }

  private static String name(SystemStream stream) {
    return stream.getSystem() + "." + stream.getStream();
  }
}
