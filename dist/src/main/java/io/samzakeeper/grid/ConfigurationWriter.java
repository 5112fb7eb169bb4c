package io.samzakeeper.grid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Writes the configuration of every daemon, and of clients, from the templates. */
final class ConfigurationWriter {
  private final GridLayout layout;
  private final GridIdentity identity;
  private final GridOptions options;
  private final GridPorts ports;
  private final Path templates;

  ConfigurationWriter(GridLayout layout, GridSoftware software, GridIdentity identity) {
    this.layout = layout;
    this.identity = identity;
    this.options = identity.options();
    this.ports = new GridPorts(options.portOffset());
    this.templates = software.templates();
  }

  void writeAll() {
    try {
      Files.createDirectories(layout.staging());
      Files.createDirectories(layout.runFiles());
      Files.createDirectories(layout.log("rm").getParent());
      for (int server = 1; server <= options.zooKeepers(); server++) {
        zooKeeper(server);
      }
      kafka();
      hadoop("client", false, "");
      hadoop("rm", true, "");
      write("rm", "capacity-scheduler.xml", fill("capacity-scheduler.xml", values("rm")));
      for (int node = 1; node <= options.nodes(); node++) {
        nodeManager(node);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the configuration of the grid", e);
    }
  }

  private void zooKeeper(int server) throws IOException {
    String name = "zk" + server;
    Map<String, String> values = values(name);
    values.put("zookeeper.directory", layout.state(name).toString());
    values.put("zookeeper.port", Integer.toString(ports.zooKeeper(server)));
    StringBuilder text = new StringBuilder(fill("zookeeper.properties", values));
    if (options.zooKeepers() > 1) {
      for (int other = 1; other <= options.zooKeepers(); other++) {
        text.append(
            "server.%d=%s:%d:%d%n"
                .formatted(
                    other,
                    GridPorts.Address.LOCAL,
                    ports.zooKeeperQuorum(other),
                    ports.zooKeeperElection(other)));
      }
    }
    write(name, "zoo.cfg", text.toString());
    Files.createDirectories(layout.state(name));
    Files.writeString(layout.state(name).resolve("myid"), server + "\n");
  }

  private void kafka() throws IOException {
    Map<String, String> values = values("kafka");
    values.put("kafka.directory", layout.state("kafka").toString());
    values.put("kafka.port", Integer.toString(ports.kafka()));
    values.put("kafka.controller.port", Integer.toString(ports.kafkaController()));
    write("kafka", "server.properties", fill("kafka.properties", values));
  }

  private void nodeManager(int node) throws IOException {
    String name = "nm" + node;
    Map<String, String> values = values(name);
    values.put("grid.id", identity.id());
    values.put("node.address", GridPorts.Address.ofNode(node));
    values.put("node.directory", layout.state(name).toString());
    values.put("nm.containers.port", Integer.toString(ports.nodeManagerContainers()));
    values.put("nm.localizer.port", Integer.toString(ports.nodeManagerLocalizer()));
    values.put("nm.web.port", Integer.toString(ports.nodeManagerWeb()));
    values.put("nm.collector.port", Integer.toString(ports.nodeManagerCollector()));
    hadoop(name, true, fill("nodemanager-site.xml", values));
  }

  private void hadoop(String name, boolean daemon, String more) throws IOException {
    Map<String, String> values = values(name);
    write(name, "core-site.xml", fill("core-site.xml", values));
    String yarn = fill("yarn-site.xml", values);
    if (!more.isEmpty()) {
      yarn = Template.merge(yarn, more);
    }
    write(name, "yarn-site.xml", Template.withProperties(yarn, options.yarnProperties()));
    if (daemon) {
      write(name, "log4j.properties", fill("log4j.properties", values));
    }
  }

  private Map<String, String> values(String name) throws IOException {
    Map<String, String> values = new HashMap<>();
    Files.createDirectories(layout.temporary(name));
    values.put("temporary.directory", layout.temporary(name).toString());
    values.put("staging.directory", layout.staging().toString());
    values.put("node.memory.mb", Integer.toString(options.nodeMemoryMb()));
    values.put("rm.state.uri", layout.state("rm").toUri().toString());
    values.put("rm.client.port", Integer.toString(ports.resourceManagerClient()));
    values.put("rm.scheduler.port", Integer.toString(ports.resourceManagerScheduler()));
    values.put("rm.tracker.port", Integer.toString(ports.resourceManagerTracker()));
    values.put("rm.admin.port", Integer.toString(ports.resourceManagerAdmin()));
    values.put("rm.web.port", Integer.toString(ports.resourceManagerWeb()));
    return values;
  }

  private String fill(String template, Map<String, String> values) {
    return new Template(templates.resolve(template)).fill(values);
  }

  private void write(String name, String file, String text) throws IOException {
    Files.createDirectories(layout.configuration(name));
    Files.writeString(layout.configuration(name).resolve(file), text);
  }
}
