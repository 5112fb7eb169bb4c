package io.samzakeeper.job;

/**
 * What a worker's container is and how it is started: what cannot be changed within the process.
 *
 * @param memoryMb of the container
 * @param cores of the container
 * @param label the nodes where it may be; empty for any
 * @param launch files, environment, command
 */
public record WorkerLaunch(int memoryMb, int cores, String label, LaunchSpec launch) {
  /** As the config says, with the files that are given. */
  public static WorkerLaunch of(JobConfig config, LaunchSpec launch) {
    return new WorkerLaunch(
        config.containerMemoryMb(),
        config.containerCores(),
        config.containerLabel().orElse(""),
        launch);
  }

  /** Two that are alike have the same one. */
  public String digest() {
    return Digests.of(Znodes.encode(this));
  }
}
