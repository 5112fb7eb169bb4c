package io.samzakeeper.am.supervisor;

/**
 * YARN's NodeManagers, as the supervisor needs them. Starts return at once and are answered by
 * {@code Launched} or {@code LaunchFailed} on the supervisor's queue. Containers are never stopped
 * because the link is closed.
 */
public interface NodeManagerLink extends AutoCloseable {

  void launch(Action.Launch launch);

  /** A token for a node, new or newer than the one we had. */
  void token(String node, Event.OpaqueToken token);

  @Override
  void close();
}
