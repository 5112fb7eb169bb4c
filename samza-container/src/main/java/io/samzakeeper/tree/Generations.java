package io.samzakeeper.tree;

import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/**
 * Values too large for one znode, in whole versions: generation {@code n} lies compressed in chunks
 * below {@code <path>/<n>}, and {@code <path>} itself points at the current one. A generation is
 * written first and becomes current by one write of the pointer, so a reader sees whole versions
 * only. The last {@value #KEPT} stay.
 */
public final class Generations {
  /** How many generations stay for history and rollback. */
  public static final int KEPT = 10;

  /** Well below ZooKeeper's default limit of just under 1 MiB a request. */
  private static final int CHUNK_BYTES = 512 * 1024;

  private final CuratorFramework client;
  private final String path;

  Generations(CuratorFramework client, String path) {
    this.client = client;
    this.path = path;
  }

  /** The pointer. */
  public record Current(long generation) {}

  /**
   * The head of one generation.
   *
   * @param chunks how many children hold it
   * @param bytes compressed length
   * @param crc32c of the compressed bytes
   */
  public record Header(int chunks, int bytes, long crc32c) {}

  /** The current generation's number with the pointer's version; nothing before the first. */
  public Optional<Versioned<Current>> current() {
    return new JobTree(client, new JobPaths(path)).read(path, Current.class);
  }

  /** Numbers of the generations that are kept, ascending; one of them may be half written. */
  public List<Long> numbers() {
    return generationNumbers().boxed().toList();
  }

  /**
   * Numbers of those that were current once, ascending: without one that is being written, or that
   * a writer that died has left, whole or not.
   *
   * @throws UnreadableZnodeException when the head of one is corrupt
   */
  public List<Long> wholeNumbers() {
    long current = current().map(c -> c.value().generation()).orElse(0L);
    return generationNumbers().filter(n -> n <= current && isWhole(n)).boxed().toList();
  }

  private boolean isWhole(long generation) {
    JobTree tree = new JobTree(client, new JobPaths(path));
    return tree.read(node(generation), Header.class)
        .filter(header -> tree.children(node(generation)).size() == header.value().chunks())
        .isPresent();
  }

  /**
   * Writes a new generation, durable on return, without making it current. Only one writer at a
   * time may do this: the holder of the leader's epoch, or of the application's claim. Those that
   * writers that died had not made current are removed.
   *
   * @return its number
   */
  public long write(byte[] value) {
    return write(generation -> value);
  }

  /** The same, of a value that carries its own generation's number. */
  public long write(LongFunction<byte[]> value) {
    long current = current().map(c -> c.value().generation()).orElse(0L);
    long[] earlier = generationNumbers().toArray();
    // Above those that are removed, too: whoever wrote them may live after all, and write on.
    long generation = Arrays.stream(earlier).max().orElse(0) + 1;
    byte[] compressed = compress(value.apply(generation));
    String node = node(generation);
    int chunks = Math.max(1, (compressed.length + CHUNK_BYTES - 1) / CHUNK_BYTES);
    try {
      Header header = new Header(chunks, compressed.length, crc(compressed));
      create(node, Znodes.encode(header));
      for (int i = 0; i < chunks; i++) {
        int from = i * CHUNK_BYTES;
        byte[] chunk =
            Arrays.copyOfRange(compressed, from, Math.min(compressed.length, from + CHUNK_BYTES));
        create(node + "/" + i, chunk);
      }
    } catch (Exception e) {
      throw TreeException.of("write " + node, e);
    }
    Arrays.stream(earlier).filter(n -> n > current).forEach(this::delete);
    return generation;
  }

  private void create(String node, byte[] data) throws Exception {
    try {
      client.create().creatingParentsIfNeeded().forPath(node, data);
    } catch (KeeperException.NodeExistsException e) {
      // Our own, where the answer to a first try was lost and Curator has tried again.
      if (!Arrays.equals(client.getData().forPath(node), data)) {
        throw e;
      }
    }
  }

  /**
   * The write that makes a generation current, for a multi.
   *
   * @param expectedPointerVersion version of the pointer that the decision was based on
   */
  public CuratorOp switchTo(long generation, int expectedPointerVersion) {
    try {
      return client
          .transactionOp()
          .setData()
          .withVersion(expectedPointerVersion)
          .forPath(path, Znodes.encode(new Current(generation)));
    } catch (Exception e) {
      throw TreeException.of("prepare the switch of " + path, e);
    }
  }

  /** The version of the pointer znode, made if it is missing; a fresh pointer holds no data. */
  public int pointerVersion() {
    try {
      Stat stat = client.checkExists().forPath(path);
      if (stat == null) {
        new JobTree(client, new JobPaths(path)).ensure(path);
        stat = client.checkExists().forPath(path);
      }
      return stat.getVersion();
    } catch (Exception e) {
      throw TreeException.of("prepare " + path, e);
    }
  }

  /**
   * Reads one whole generation.
   *
   * @throws UnreadableZnodeException when it is missing, incomplete or corrupt
   */
  public byte[] read(long generation) {
    String node = node(generation);
    try {
      Header header = Znodes.decode(node, client.getData().forPath(node), Header.class);
      ByteArrayOutputStream compressed = new ByteArrayOutputStream(header.bytes());
      for (int i = 0; i < header.chunks(); i++) {
        compressed.writeBytes(client.getData().forPath(node + "/" + i));
      }
      byte[] bytes = compressed.toByteArray();
      if (bytes.length != header.bytes() || crc(bytes) != header.crc32c()) {
        throw new UnreadableZnodeException(node, "its checksum does not match", null);
      }
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UnreadableZnodeException(node, "it cannot be decompressed", e);
      }
    } catch (KeeperException.NoNodeException e) {
      throw new UnreadableZnodeException(node, "it is missing or incomplete", e);
    } catch (UnreadableZnodeException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("read " + node, e);
    }
  }

  /** Removes all but the last {@value #KEPT} and the current one. */
  public void prune() {
    prune(Set.of());
  }

  /** The same, and leaves others that are in use, too. */
  public void prune(Set<Long> inUse) {
    long current = current().map(c -> c.value().generation()).orElse(0L);
    long[] numbers = generationNumbers().toArray();
    for (int i = 0; i < numbers.length - KEPT; i++) {
      if (numbers[i] != current && !inUse.contains(numbers[i])) {
        delete(numbers[i]);
      }
    }
  }

  /** Removes one generation that never became current, or is no longer wanted. */
  public void delete(long generation) {
    try {
      client.delete().quietly().deletingChildrenIfNeeded().forPath(node(generation));
    } catch (Exception e) {
      throw TreeException.of("delete " + node(generation), e);
    }
  }

  private LongStream generationNumbers() {
    return new JobTree(client, new JobPaths(path))
        .children(path).stream().mapToLong(Long::parseLong).sorted();
  }

  private String node(long generation) {
    return path + "/" + generation;
  }

  private static byte[] compress(byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(value);
    } catch (IOException e) {
      throw new IllegalStateException("compression in memory failed", e);
    }
    return out.toByteArray();
  }

  private static long crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }
}
