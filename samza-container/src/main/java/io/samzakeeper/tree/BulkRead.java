package io.samzakeeper.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.GetDataResult;

/**
 * Many znodes in few requests, which are all sent before the first is answered: a request for each
 * costs ten times as much. What lies where is not seen at one moment.
 */
final class BulkRead {
  private static final int ZNODES_A_REQUEST = 100;

  private final CuratorFramework client;
  private final Map<String, Versioned<byte[]>> found = new TreeMap<>();
  private final List<String> unanswered = new ArrayList<>();

  BulkRead(CuratorFramework client) {
    this.client = client;
  }

  private record Request(List<String> paths, CompletableFuture<List<OpResult>> answer) {}

  /**
   * Returns when each request has its answer, or none.
   *
   * @throws KeeperException when a znode may not be read
   */
  void read(List<String> paths) throws KeeperException, InterruptedException {
    List<Request> requests = new ArrayList<>();
    for (int from = 0; from < paths.size(); from += ZNODES_A_REQUEST) {
      List<String> some = paths.subList(from, Math.min(paths.size(), from + ZNODES_A_REQUEST));
      requests.add(new Request(some, send(some)));
    }
    for (Request request : requests) {
      try {
        take(request.paths(), request.answer().get());
      } catch (ExecutionException e) {
        unanswered.addAll(request.paths());
      }
    }
  }

  /** By path; without those that do not exist. */
  Map<String, Versioned<byte[]>> found() {
    return found;
  }

  /** What no answer came for: the connection was lost, or the answer was too large for us. */
  List<String> unanswered() {
    return unanswered;
  }

  /** Without Curator, which has no such request. */
  private CompletableFuture<List<OpResult>> send(List<String> paths) {
    CompletableFuture<List<OpResult>> answer = new CompletableFuture<>();
    try {
      client
          .getZookeeperClient()
          .getZooKeeper()
          .multi(
              paths.stream().map(Op::getData).toList(),
              (code, ignoredPath, context, results) -> {
                // The code is that of the first znode that is missing, too.
                if (results != null) {
                  answer.complete(results);
                } else {
                  answer.completeExceptionally(KeeperException.create(Code.get(code)));
                }
              },
              null);
    } catch (Exception e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private void take(List<String> paths, List<OpResult> results) throws KeeperException {
    for (int i = 0; i < paths.size(); i++) {
      OpResult result = results.get(i);
      if (result instanceof GetDataResult data) {
        byte[] bytes = data.getData() == null ? new byte[0] : data.getData();
        found.put(paths.get(i), new Versioned<>(bytes, data.getStat().getVersion()));
      } else if (result instanceof ErrorResult error && error.getErr() != Code.NONODE.intValue()) {
        throw KeeperException.create(Code.get(error.getErr()), paths.get(i));
      }
    }
  }
}
