package io.samzakeeper.e2e;

import java.io.IOException;

/** Something that breaks, and what is measured of it. */
interface FailoverEvent {

  /** Leaves the job as it comes out of it; the next event settles it first. */
  void run(BenchmarkScene scene) throws IOException;
}
