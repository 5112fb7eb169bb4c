package io.samzakeeper.tree;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How batches reach ZooKeeper, fenced. Used by one thread. */
interface BatchWriter {

  /**
   * Sends a batch without waiting for the answer.
   *
   * @return durable when it completes, which may be on ZooKeeper's thread; fails as {@link #write}.
   *     Empty, and nothing sent, when it must be looked first which of the znodes are there
   */
  Optional<CompletionStage<Void>> send(WriteBatch batch);

  /**
   * Writes a batch; durable on return.
   *
   * @throws FencedException when the fence is lost
   * @throws TreeException when it was refused, or ZooKeeper did not answer
   */
  void write(WriteBatch batch);
}
