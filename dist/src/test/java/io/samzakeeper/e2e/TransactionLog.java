package io.samzakeeper.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.ByteBufferInputStream;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.TxnLog.TxnIterator;
import org.apache.zookeeper.txn.CreateContainerTxn;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;
import org.apache.zookeeper.txn.TxnHeader;

/**
 * Every write that a ZooKeeper server has ever accepted, in order, from the server's own log: a
 * watch would miss what changes faster than it is read, and a writer's word need not be true.
 */
final class TransactionLog {
  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Path directory;

  /**
   * @param directory with the server's {@code log.*} files
   */
  TransactionLog(Path directory) {
    this.directory = directory;
  }

  /**
   * One write of a transaction that was accepted.
   *
   * @param zxid the same for all parts of one transaction
   * @param session who wrote
   * @param version of the znode after a SET, 0 after a CREATE, else -1
   * @param ephemeral whether the znode that was created ends with the session
   */
  record Operation(
      Kind kind,
      long zxid,
      long session,
      String path,
      int version,
      ByteBuffer data,
      boolean ephemeral) {

    byte[] bytes() {
      byte[] bytes = new byte[data.remaining()];
      data.duplicate().get(bytes);
      return bytes;
    }

    enum Kind {
      CREATE,
      SET,
      DELETE
    }
  }

  /** Everything that was acknowledged before the call, and perhaps more. */
  List<Operation> read() {
    // The server may be half way through appending: then its checksum does not match yet.
    return await("a readable transaction log")
        .atMost(Duration.ofSeconds(20))
        .until(this::tryRead, Optional::isPresent)
        .orElseThrow();
  }

  /** The same, by transaction id. */
  Map<Long, List<Operation>> readByTransaction() {
    Map<Long, List<Operation>> transactions = new LinkedHashMap<>();
    read()
        .forEach(
            operation ->
                transactions
                    .computeIfAbsent(operation.zxid(), zxid -> new ArrayList<>())
                    .add(operation));
    return transactions;
  }

  private Optional<List<Operation>> tryRead() {
    List<Operation> operations = new ArrayList<>();
    FileTxnLog log = new FileTxnLog(directory.toFile());
    try (TxnIterator transactions = log.read(0)) {
      while (transactions.getHeader() != null) {
        TxnHeader header = transactions.getHeader();
        if (transactions.getTxn() instanceof MultiTxn multi) {
          for (Txn part : multi.getTxns()) {
            add(operations, header, part.getType(), decode(part));
          }
        } else {
          add(operations, header, header.getType(), transactions.getTxn());
        }
        if (!transactions.next()) {
          break;
        }
      }
      return Optional.of(operations);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Record decode(Txn part) {
    Record record =
        switch (part.getType()) {
          case OpCode.create, OpCode.create2 -> new CreateTxn();
          case OpCode.createContainer -> new CreateContainerTxn();
          case OpCode.setData -> new SetDataTxn();
          case OpCode.delete -> new DeleteTxn();
          default -> null;
        };
    if (record != null) {
      try {
        ByteBufferInputStream.byteBuffer2Record(ByteBuffer.wrap(part.getData()), record);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return record;
  }

  /** Sessions, errors and ACLs are of no interest here; neither are parts of a refused multi. */
  private static void add(List<Operation> all, TxnHeader header, int type, Record record) {
    long zxid = header.getZxid();
    long session = header.getClientId();
    if (record instanceof CreateTxn create) {
      all.add(
          new Operation(
              Operation.Kind.CREATE,
              zxid,
              session,
              create.getPath(),
              0,
              data(create.getData()),
              create.getEphemeral()));
    } else if (record instanceof CreateContainerTxn create) {
      all.add(
          new Operation(
              Operation.Kind.CREATE,
              zxid,
              session,
              create.getPath(),
              0,
              data(create.getData()),
              false));
    } else if (record instanceof SetDataTxn set) {
      all.add(
          new Operation(
              Operation.Kind.SET,
              zxid,
              session,
              set.getPath(),
              set.getVersion(),
              data(set.getData()),
              false));
    } else if (record instanceof DeleteTxn delete && type == OpCode.delete) {
      all.add(
          new Operation(
              Operation.Kind.DELETE, zxid, session, delete.getPath(), -1, NO_DATA, false));
    }
  }

  private static ByteBuffer data(byte[] bytes) {
    return bytes == null ? NO_DATA : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }
}
