package io.samzakeeper.client;

import io.samzakeeper.tree.TreeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/**
 * Reads znodes with all below them. All requests are under way at once, so a tree of thousands
 * takes a few round trips. What changes meanwhile is seen before or after its change; what vanishes
 * is left out.
 */
final class TreeWalk {
  private final CuratorFramework client;

  TreeWalk(CuratorFramework client) {
    this.client = client;
  }

  /** Blocks; nothing where there is no such znode. */
  Optional<TreeNode> read(String path) {
    try {
      return readAsync(path).join();
    } catch (CompletionException e) {
      throw TreeException.of("read " + path, e.getCause());
    }
  }

  /** Blocks; whether none of them is closed to us. One that is not there is not. */
  boolean mayReadAll(List<String> paths) {
    List<CompletableFuture<Answer>> reads =
        paths.stream()
            .map(
                path ->
                    ask(path, callback -> client.getData().inBackground(callback).forPath(path)))
            .toList();
    return join(reads, "read " + paths).stream().noneMatch(answer -> answer.code() == Code.NOAUTH);
  }

  /**
   * Gives all of them another ACL at once; blocks until it is durable. Who is gone meanwhile needs
   * none.
   *
   * @throws TreeException when one of them may not be given another
   */
  void protect(List<String> paths, List<ACL> acl) {
    List<CompletableFuture<Answer>> writes =
        paths.stream()
            .map(
                path ->
                    ask(
                        path,
                        callback ->
                            client.setACL().withACL(acl).inBackground(callback).forPath(path)))
            .toList();
    List<Answer> answers = join(writes, "protect " + paths);
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).code() == Code.NOAUTH) {
        throw new TreeException(
            "protect " + paths.get(i), KeeperException.create(Code.NOAUTH, paths.get(i)));
      }
    }
  }

  private static List<Answer> join(List<CompletableFuture<Answer>> requests, String what) {
    try {
      return requests.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw TreeException.of(what, e.getCause());
    }
  }

  private CompletableFuture<Optional<TreeNode>> readAsync(String path) {
    return ask(path, callback -> client.checkExists().inBackground(callback).forPath(path))
        .thenCompose(
            facts -> {
              if (facts.isGone()) {
                return CompletableFuture.completedFuture(Optional.empty());
              }
              Optional<Stat> stat = facts.event().map(CuratorEvent::getStat);
              return readThere(path, stat).thenApply(Optional::of);
            });
  }

  private CompletableFuture<TreeNode> readThere(String path, Optional<Stat> stat) {
    CompletableFuture<Optional<byte[]>> data =
        ask(path, callback -> client.getData().inBackground(callback).forPath(path))
            .thenApply(answer -> answer.event().map(CuratorEvent::getData));
    CompletableFuture<List<TreeNode>> children =
        stat.filter(facts -> facts.getNumChildren() == 0).isPresent()
            ? CompletableFuture.completedFuture(List.of())
            : ask(path, callback -> client.getChildren().inBackground(callback).forPath(path))
                .thenCompose(
                    answer ->
                        readAll(
                            path, answer.event().map(CuratorEvent::getChildren).orElse(List.of())));
    return data.thenCombine(children, (bytes, nodes) -> new TreeNode(path, stat, bytes, nodes));
  }

  private CompletableFuture<List<TreeNode>> readAll(String parent, List<String> names) {
    List<CompletableFuture<Optional<TreeNode>>> reads =
        names.stream().sorted().map(name -> readAsync(parent + "/" + name)).toList();
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              List<TreeNode> nodes = new ArrayList<>();
              reads.forEach(read -> read.join().ifPresent(nodes::add));
              return nodes;
            });
  }

  private interface Request {
    void send(BackgroundCallback callback) throws Exception;
  }

  /**
   * What ZooKeeper has said of a znode.
   *
   * @param event nothing where it is gone, or not for us to read
   */
  private record Answer(Code code, Optional<CuratorEvent> event) {
    boolean isGone() {
      return code == Code.NONODE;
    }
  }

  private static CompletableFuture<Answer> ask(String path, Request request) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    try {
      request.send(
          (client, event) -> {
            Code code = Code.get(event.getResultCode());
            switch (code) {
              case OK -> answer.complete(new Answer(code, Optional.of(event)));
              case NONODE, NOAUTH -> answer.complete(new Answer(code, Optional.empty()));
              default -> answer.completeExceptionally(KeeperException.create(code, path));
            }
          });
    } catch (Exception e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }
}
