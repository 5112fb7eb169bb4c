package io.samzakeeper.tree;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.LeaderRecord;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;

/**
 * A job's tree, to read. A plain read may be stale by what the server lags behind: {@link #sync}
 * first where a decision hangs on it. Safe for any thread; calls block for a round trip and throw
 * {@link TreeException} when ZooKeeper cannot be asked.
 */
public final class JobTree implements TreeView {
  private final CuratorFramework client;
  private final JobPaths paths;

  public JobTree(CuratorFramework client, JobPaths paths) {
    this.client = client;
    this.paths = paths;
  }

  public CuratorFramework client() {
    return client;
  }

  public JobPaths paths() {
    return paths;
  }

  /** Returns once this client's server has seen every write that was acknowledged before. */
  public void sync() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      client
          .sync()
          .inBackground(
              (c, event) -> {
                if (event.getResultCode() == Code.OK.intValue()) {
                  done.complete(null);
                } else {
                  done.completeExceptionally(
                      KeeperException.create(Code.get(event.getResultCode()), event.getPath()));
                }
              })
          .forPath(paths.job());
      done.get();
    } catch (ExecutionException e) {
      throw TreeException.of("sync " + paths.job(), e.getCause());
    } catch (Exception e) {
      throw TreeException.of("sync " + paths.job(), e);
    }
  }

  public Optional<Versioned<Application>> application() {
    return read(paths.application(), Application.class);
  }

  /** Who leads, with the epoch as the version. */
  public Optional<Versioned<LeaderRecord>> leader() {
    return read(paths.epoch(), LeaderRecord.class);
  }

  public Optional<Versioned<Assignment>> assignment(String processor) {
    return read(paths.assignment(processor), Assignment.class);
  }

  /** Generations of the config. */
  public Generations config() {
    return new Generations(client, paths.config());
  }

  /** Generations of the plan. */
  public Generations plan() {
    return new Generations(client, paths.plan());
  }

  /**
   * Makes an empty znode, and its parents, where there is none. Persistent ones: ZooKeeper takes
   * Curator's "containers" away when their last child is gone.
   */
  public void ensure(String path) {
    try {
      client.create().creatingParentsIfNeeded().forPath(path, new byte[0]);
    } catch (KeeperException.NodeExistsException e) {
      // It is as it should be.
      return;
    } catch (Exception e) {
      throw TreeException.of("create " + path, e);
    }
  }

  @Override
  public Optional<Versioned<byte[]>> readBytes(String path) {
    Stat stat = new Stat();
    try {
      byte[] data = client.getData().storingStatIn(stat).forPath(path);
      return data == null || data.length == 0
          ? Optional.empty()
          : Optional.of(new Versioned<>(data, stat.getVersion()));
    } catch (KeeperException.NoNodeException e) {
      return Optional.empty();
    } catch (Exception e) {
      throw TreeException.of("read " + path, e);
    }
  }

  /** In one pipelined burst. Children that vanish meanwhile are left out. */
  @Override
  public SortedMap<String, Versioned<byte[]>> readChildrenBytes(String parent) {
    return readBytes(parent, children(parent));
  }

  /**
   * Some children in one pipelined burst. Those that do not exist are left out. One that is empty
   * has lost what it held, as nobody makes it so: it is not left out, and cannot be decoded.
   *
   * @param names of the znodes, encoded
   */
  public SortedMap<String, Versioned<byte[]>> readBytes(String parent, List<String> names) {
    BulkRead bulk = new BulkRead(client);
    SortedMap<String, Versioned<byte[]>> values = new TreeMap<>();
    try {
      bulk.read(names.stream().map(name -> parent + "/" + name).toList());
      bulk.found().forEach((path, value) -> values.put(nameOf(path), value));
      List<CompletableFuture<Optional<Versioned<byte[]>>>> reads =
          bulk.unanswered().stream().map(this::readAsync).toList();
      for (int i = 0; i < reads.size(); i++) {
        String name = nameOf(bulk.unanswered().get(i));
        reads.get(i).get().ifPresent(value -> values.put(name, value));
      }
      return values;
    } catch (ExecutionException e) {
      throw TreeException.of("read below " + parent, e.getCause());
    } catch (KeeperException | InterruptedException e) {
      throw TreeException.of("read below " + parent, e);
    }
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public boolean exists(String path) {
    try {
      return client.checkExists().forPath(path) != null;
    } catch (Exception e) {
      throw TreeException.of("look for " + path, e);
    }
  }

  @Override
  public List<String> children(String parent) {
    try {
      return client.getChildren().forPath(parent);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    } catch (Exception e) {
      throw TreeException.of("list " + parent, e);
    }
  }

  private CompletableFuture<Optional<Versioned<byte[]>>> readAsync(String path) {
    CompletableFuture<Optional<Versioned<byte[]>>> result = new CompletableFuture<>();
    try {
      client
          .getData()
          .inBackground(
              (c, event) -> {
                Code code = Code.get(event.getResultCode());
                if (code == Code.OK) {
                  byte[] data = event.getData() == null ? new byte[0] : event.getData();
                  result.complete(Optional.of(new Versioned<>(data, event.getStat().getVersion())));
                } else if (code == Code.NONODE) {
                  result.complete(Optional.empty());
                } else {
                  result.completeExceptionally(KeeperException.create(code, path));
                }
              })
          .forPath(path);
    } catch (Exception e) {
      result.completeExceptionally(e);
    }
    return result;
  }
}
