package io.samzakeeper.tree;

import io.samzakeeper.tree.WriteBatch.Write;
import io.samzakeeper.tree.WriteQueue.Step;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fenced writes of many threads: what arrives while multis are under way goes out together in the
 * next, so the rate of commits does not depend on how many threads there are. One thread of its own
 * writes; {@link #put}, {@link #delete} and {@link #submit} are for any thread.
 *
 * <p>Writes of one znode reach ZooKeeper in the order in which they were submitted. A write whose
 * outcome is unknown because the connection was lost is written again: under the fence nobody else
 * can have written in between, and what we wrote since does not touch the same znodes ({@link
 * WriteQueue}). Once fenced or closed, every write fails.
 */
public final class GroupCommit implements AutoCloseable {
  /** The largest value, in bytes: what a request may hold by ZooKeeper's default, with room. */
  public static final int MAX_VALUE_BYTES = 900 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private static final int MAX_UNDER_WAY = 2;
  private static final int MAX_REFUSALS = 5;
  private static final Set<Code> UNKNOWN_OUTCOME =
      Set.of(Code.CONNECTIONLOSS, Code.OPERATIONTIMEOUT);

  /** A znode is there that we took for missing, or the other way round. */
  private static final Set<Code> OTHER_PRESENCE = Set.of(Code.NODEEXISTS, Code.NONODE);

  private final BatchWriter batches;
  private final String fencedBy;
  private final Consumer<FencedException> onFenced;
  private final WriteQueue queue = new WriteQueue(MAX_UNDER_WAY);
  private final Thread writer;

  /**
   * @param onFenced told once, on the writer's thread, that the fence is lost; must not block
   */
  public GroupCommit(CuratorFramework client, Fence fence, Consumer<FencedException> onFenced) {
    this(new FencedBatches(client, fence), fence.path(), onFenced);
  }

  /**
   * @param fencedBy for messages
   */
  GroupCommit(BatchWriter batches, String fencedBy, Consumer<FencedException> onFenced) {
    this.batches = batches;
    this.fencedBy = fencedBy;
    this.onFenced = onFenced;
    this.writer = new Thread(this::writeUntilClosed, "group-commit");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Sets a znode, made with its parents if it is missing. Durable on return.
   *
   * @throws FencedException when the fence is lost: nothing is written any more, and this was not,
   *     unless the connection was lost meanwhile and it had been before
   * @throws TreeException when it could not be written, or this was closed meanwhile: then it may
   *     or may not have been written
   */
  public void put(String path, byte[] value) {
    await(path, submit(path, value));
  }

  /** Removes a znode if it is there. Durable on return; errors as for {@link #put}. */
  public void delete(String path) {
    await(path, submit(path, null));
  }

  /**
   * As {@link #put}, without waiting. What is submitted for one znode first is written first.
   *
   * @param value null to remove the znode
   * @return completes on a thread that must not be held up
   */
  public CompletableFuture<Void> submit(String path, byte[] value) {
    if (value != null && value.length > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          path + " would have " + value.length + " bytes, at most " + MAX_VALUE_BYTES + " fit");
    }
    Write write = new Write(path, value);
    queue.add(write);
    return write.done;
  }

  /** Fails what is not written yet. What is under way may still reach ZooKeeper. */
  public void abandon() {
    close(new TreeException("the writer of " + fencedBy + " is closed", null));
  }

  @Override
  public void close() {
    abandon();
  }

  private void close(TreeException reason) {
    queue.close(reason);
    if (Thread.currentThread() != writer) {
      writer.interrupt();
    }
  }

  private void writeUntilClosed() {
    try {
      while (true) {
        Step step = queue.next();
        if (step instanceof Step.Send send) {
          send(send.batch());
        } else if (step instanceof Step.Repeat repeat) {
          repeat(repeat.batch(), repeat.failure());
        } else {
          return;
        }
      }
    } catch (InterruptedException e) {
      if (!queue.isClosed()) {
        close(TreeException.of("write below " + fencedBy, e));
      }
    } catch (RuntimeException | Error e) {
      close(new TreeException("the writer of " + fencedBy + " failed", e));
      throw e;
    }
  }

  private void send(WriteBatch batch) {
    Optional<CompletionStage<Void>> answer = batches.send(batch);
    if (answer.isEmpty()) {
      queue.repeat(batch, null);
      return;
    }
    answer
        .get()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                queue.succeeded(batch);
              } else {
                queue.repeat(batch, asTreeException(failure));
              }
            });
  }

  /** Nothing else is under way, so what was written since cannot be undone by this. */
  private void repeat(WriteBatch batch, Optional<TreeException> failure) {
    if (failure.orElse(null) instanceof FencedException fenced) {
      lost(fenced);
      return;
    }
    failure.ifPresent(why -> warn(batch, why));
    int refusals = 0;
    while (!queue.isClosed()) {
      try {
        batches.write(batch);
        queue.succeeded(batch);
        return;
      } catch (FencedException e) {
        lost(e);
        return;
      } catch (TreeException e) {
        Code code = codeOf(e);
        if (UNKNOWN_OUTCOME.contains(code)) {
          warn(batch, e);
        } else if (!OTHER_PRESENCE.contains(code) || ++refusals > MAX_REFUSALS) {
          queue.refused(batch, e);
          return;
        }
      }
    }
  }

  private void lost(FencedException fenced) {
    close(fenced);
    onFenced.accept(fenced);
  }

  private static void warn(WriteBatch batch, TreeException why) {
    LOG.warn("A commit of {} znodes is repeated: {}", batch.paths().size(), why.getMessage());
  }

  private static TreeException asTreeException(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof TreeException known ? known : TreeException.of("write", cause);
  }

  private static Code codeOf(TreeException e) {
    return e.getCause() instanceof KeeperException cause ? cause.code() : Code.SYSTEMERROR;
  }

  private static void await(String path, CompletableFuture<Void> done) {
    try {
      done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FencedException fenced) {
        throw new FencedException(path + " could not be written: " + fenced.getMessage(), fenced);
      }
      throw TreeException.of("write " + path, e.getCause());
    } catch (InterruptedException e) {
      throw TreeException.of("write " + path, e);
    }
  }
}
