package io.samzakeeper.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fenced writes of many threads: what arrives while one multi is under way goes out together in the
 * next, so the rate of commits does not depend on how many threads there are. One thread of its own
 * writes; {@link #put}, {@link #delete} and {@link #submit} are for any thread.
 *
 * <p>A write whose outcome is unknown because the connection was lost is written again: under the
 * fence nobody else can have written in between. Once fenced or closed, every write fails.
 */
public final class GroupCommit implements AutoCloseable {
  /** The largest value, in bytes: what a request may hold by ZooKeeper's default, with room. */
  public static final int MAX_VALUE_BYTES = 900 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final int MAX_BATCH_BYTES = 512 * 1024;
  private static final int MAX_BATCH_WRITES = 500;
  private static final int MAX_REFUSALS = 5;
  private static final Set<Code> UNKNOWN_OUTCOME =
      Set.of(Code.CONNECTIONLOSS, Code.OPERATIONTIMEOUT);

  /** A znode is there that we took for missing, or the other way round. */
  private static final Set<Code> OTHER_PRESENCE = Set.of(Code.NODEEXISTS, Code.NONODE);

  private final CuratorFramework client;
  private final Fence fence;
  private final Consumer<FencedException> onFenced;
  private final LinkedBlockingQueue<Write> queue = new LinkedBlockingQueue<>();
  private final Thread writer;

  /** Znodes that are there as far as the writer knows; used by the writer's thread only. */
  private final Set<String> existing = new HashSet<>();

  /** Why nothing is written any more; null while open. Guarded by this. */
  private TreeException closed;

  /** What is being written. Guarded by this. */
  private List<Write> underWay = List.of();

  /**
   * @param onFenced told once, on the writer's thread, that the fence is lost; must not block
   */
  public GroupCommit(CuratorFramework client, Fence fence, Consumer<FencedException> onFenced) {
    this.client = client;
    this.fence = fence;
    this.onFenced = onFenced;
    this.writer = new Thread(this::writeUntilClosed, "group-commit");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Sets a znode, made with its parents if it is missing. Durable on return.
   *
   * @throws FencedException when the fence is lost: it was not written
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
   * As {@link #put}, without waiting; what is submitted first is written first.
   *
   * @param value null to remove the znode
   */
  public CompletableFuture<Void> submit(String path, byte[] value) {
    if (value != null && value.length > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          path + " would have " + value.length + " bytes, at most " + MAX_VALUE_BYTES + " fit");
    }
    Write write = new Write(path, value);
    synchronized (this) {
      if (closed == null) {
        queue.add(write);
      } else {
        write.done.completeExceptionally(closed);
      }
    }
    return write.done;
  }

  /** Fails what is not written yet. A multi that is under way may still reach ZooKeeper. */
  public void abandon() {
    close(new TreeException("the writer of " + fence.path() + " is closed", null));
  }

  @Override
  public void close() {
    abandon();
  }

  private void close(TreeException reason) {
    List<Write> left = new ArrayList<>();
    synchronized (this) {
      if (closed == null) {
        closed = reason;
      }
      left.addAll(underWay);
      queue.drainTo(left);
    }
    if (Thread.currentThread() != writer) {
      writer.interrupt();
    }
    left.forEach(write -> write.done.completeExceptionally(reason));
  }

  private synchronized boolean isClosed() {
    return closed != null;
  }

  private void writeUntilClosed() {
    try {
      while (!isClosed()) {
        List<Write> batch = nextBatch();
        commit(batch);
      }
    } catch (InterruptedException e) {
      if (!isClosed()) {
        close(TreeException.of("write below " + fence.path(), e));
      }
    } catch (RuntimeException | Error e) {
      close(new TreeException("the writer of " + fence.path() + " failed", e));
      throw e;
    }
  }

  private List<Write> nextBatch() throws InterruptedException {
    List<Write> batch = new ArrayList<>();
    Write next = queue.take();
    int bytes = next.size();
    batch.add(next);
    for (next = queue.peek();
        next != null && batch.size() < MAX_BATCH_WRITES && bytes + next.size() <= MAX_BATCH_BYTES;
        next = queue.peek()) {
      bytes += next.size();
      batch.add(queue.remove());
    }
    synchronized (this) {
      underWay = batch;
      if (closed != null) {
        batch.forEach(write -> write.done.completeExceptionally(closed));
      }
    }
    return batch;
  }

  private void commit(List<Write> batch) {
    // Several writes of one znode: the last counts, and is durable for all of them.
    Map<String, Write> writes = new LinkedHashMap<>();
    batch.forEach(
        write -> {
          writes.remove(write.path);
          writes.put(write.path, write);
        });
    int refusals = 0;
    while (!isClosed()) {
      try {
        fence.commit(client, operations(writes));
        writes.forEach(this::remember);
        batch.forEach(write -> write.done.complete(null));
        return;
      } catch (FencedException e) {
        close(e);
        onFenced.accept(e);
        return;
      } catch (TreeException e) {
        existing.clear();
        Code code = codeOf(e);
        if (UNKNOWN_OUTCOME.contains(code)) {
          LOG.warn("A commit of {} znodes is repeated: {}", writes.size(), e.getMessage());
        } else if (!OTHER_PRESENCE.contains(code) || ++refusals > MAX_REFUSALS) {
          batch.forEach(write -> write.done.completeExceptionally(e));
          return;
        }
      }
    }
  }

  private List<CuratorOp> operations(Map<String, Write> writes) {
    List<CuratorOp> operations = new ArrayList<>(writes.size());
    for (Write write : writes.values()) {
      String path = write.path;
      try {
        boolean there = existing.contains(path) || client.checkExists().forPath(path) != null;
        if (write.value == null) {
          if (there) {
            operations.add(client.transactionOp().delete().forPath(path));
          }
        } else if (there) {
          operations.add(client.transactionOp().setData().forPath(path, write.value));
        } else {
          makeParent(path);
          operations.add(client.transactionOp().create().forPath(path, write.value));
        }
      } catch (Exception e) {
        throw TreeException.of("prepare the write of " + path, e);
      }
    }
    return operations;
  }

  private void makeParent(String path) throws Exception {
    String parent = path.substring(0, path.lastIndexOf('/'));
    if (existing.add(parent)) {
      try {
        client.create().creatingParentsIfNeeded().forPath(parent, new byte[0]);
      } catch (KeeperException.NodeExistsException e) {
        LOG.debug("{} is there already", parent);
      }
    }
  }

  private void remember(String path, Write write) {
    if (write.value == null) {
      existing.remove(path);
    } else {
      existing.add(path);
    }
  }

  private static Code codeOf(TreeException e) {
    return e.getCause() instanceof KeeperException cause ? cause.code() : Code.SYSTEMERROR;
  }

  private static void await(String path, CompletableFuture<Void> done) {
    try {
      done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FencedException fenced) {
        throw new FencedException(path + " was not written: " + fenced.getMessage(), fenced);
      }
      throw TreeException.of("write " + path, e.getCause());
    } catch (InterruptedException e) {
      throw TreeException.of("write " + path, e);
    }
  }

  /** Compared by identity: two writes may look alike. */
  private static final class Write {
    final String path;
    final byte[] value;
    final CompletableFuture<Void> done = new CompletableFuture<>();

    Write(String path, byte[] value) {
      this.path = path;
      this.value = value;
    }

    int size() {
      return path.length() + (value == null ? 0 : value.length);
    }
  }
}
