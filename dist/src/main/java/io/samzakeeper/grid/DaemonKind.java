package io.samzakeeper.grid;

/** The products that a grid is made of. */
public enum DaemonKind {
  ZOOKEEPER,
  KAFKA,
  RESOURCE_MANAGER,
  NODE_MANAGER
}
