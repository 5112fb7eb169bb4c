package io.samzakeeper.grid;

import java.nio.file.Path;

/** Where things are in a grid's data directory, the one place that a grid writes to. */
record GridLayout(Path data) {

  /** Marks a directory as a grid's: its id and options. */
  Path gridFile() {
    return data.resolve("grid.json");
  }

  Path lockFile() {
    return data.resolve("lock");
  }

  /** {@code HADOOP_CONF_DIR} for any YARN client. */
  Path clientConfiguration() {
    return configuration("client");
  }

  Path configuration(String daemon) {
    return data.resolve("conf").resolve(daemon);
  }

  Path log(String daemon) {
    return data.resolve("logs").resolve(daemon + ".log");
  }

  Path runFile(String daemon) {
    return data.resolve("run").resolve(daemon + ".json");
  }

  Path runFiles() {
    return data.resolve("run");
  }

  /** What the daemon keeps. */
  Path state(String daemon) {
    return data.resolve(daemon);
  }

  Path temporary(String daemon) {
    return data.resolve("tmp").resolve(daemon);
  }

  Path staging() {
    return data.resolve("staging");
  }
}
