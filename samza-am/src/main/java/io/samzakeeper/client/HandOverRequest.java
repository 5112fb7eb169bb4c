package io.samzakeeper.client;

import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.HandOver;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;

/** Asks a job's leader to hand over, and waits for the answer. */
final class HandOverRequest {
  private final JobTree tree;
  private final JobId job;
  private final String path;

  HandOverRequest(JobTree tree, JobId job) {
    this.tree = tree;
    this.job = job;
    this.path = tree.paths().handOver();
  }

  /**
   * What was done.
   *
   * @param from candidate that led
   * @param to candidate that leads with the epoch
   * @param took from the request until YARN had heard the new leader
   */
  record Done(String from, String to, int epoch, Duration took) {}

  /**
   * Blocks until it is done.
   *
   * @param wanted candidate, its container or its host; any other candidate if not given
   * @throws ClientException when it is refused, or not done in time: then it is taken back
   */
  Done ask(Optional<String> wanted, Duration patience) throws InterruptedException {
    tree.sync();
    boolean isActive =
        tree.application().filter(application -> !application.value().state().ended()).isPresent();
    if (!isActive) {
      throw notRunning("it has ended or was never submitted");
    }
    Versioned<LeaderRecord> leader =
        tree.leader()
            .filter(l -> !l.value().attemptId().isEmpty())
            .orElseThrow(() -> notRunning("nobody leads it"));
    List<CandidateId> line = Election.line(tree).stream().map(Election.Place::id).toList();
    if (line.isEmpty()) {
      throw notRunning("nobody stands for election");
    }
    String from = leader.value().candidateId();
    String to = wanted.map(text -> choose(text, line, from)).orElse("");
    HandOver asked =
        HandOver.asked(Requester.self(), System.currentTimeMillis(), leader.version(), to);
    BlockingQueue<HandOver> answers = new ArrayBlockingQueue<>(1);
    try (CuratorCache watch = watch(answers)) {
      watch.start();
      tree.ensure(tree.paths().commands());
      byte[] request = Znodes.encode(asked);
      // The first reading of a kind of record takes long in a new JVM: not while it is waited for.
      Znodes.decode(path, request, HandOver.class);
      long start = System.nanoTime();
      create(request);
      HandOver answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      takeBack();
      if (answer == null) {
        throw notDone(
            "no answer within " + patience.toSeconds() + " s; taken back. " + whoLeads(leader));
      }
      if (answer.phase() == HandOver.Phase.REFUSED) {
        throw notDone(answer.reason());
      }
      return new Done(from, answer.candidate(), answer.newEpoch(), took);
    }
  }

  private static String choose(String wanted, List<CandidateId> line, String leader) {
    List<CandidateId> meant =
        line.stream()
            .filter(
                id ->
                    wanted.equals(id.toString())
                        || wanted.equals(id.containerId())
                        || wanted.equals(id.host()))
            .toList();
    List<CandidateId> others = meant.stream().filter(id -> !leader.equals(id.toString())).toList();
    if (others.size() == 1) {
      return others.get(0).toString();
    }
    String all =
        line.stream()
            .map(id -> id + (leader.equals(id.toString()) ? " (leads)" : ""))
            .collect(Collectors.joining(", "));
    String problem =
        others.isEmpty()
            ? meant.isEmpty() ? " is no candidate" : " leads already"
            : " may be more than one candidate";
    throw new ClientException(
        ClientExit.BAD_INPUT, "--to=" + wanted + problem + "; candidates are " + all);
  }

  private void create(byte[] request) {
    try {
      tree.client().create().withMode(CreateMode.EPHEMERAL).forPath(path, request);
    } catch (KeeperException.NodeExistsException e) {
      throw new ClientException(
          ClientExit.NOT_DONE,
          tree.read(path, HandOver.class)
              .map(
                  other ->
                      job
                          + " is being handed over already, asked for by "
                          + other.value().askedBy())
              .orElse(job + " was being handed over just now; ask again if that is not enough"),
          e);
    } catch (Exception e) {
      throw TreeException.of("create " + path, e);
    }
  }

  private CuratorCache watch(BlockingQueue<HandOver> answers) {
    CuratorCache cache =
        CuratorCache.build(tree.client(), path, CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges(
                    (before, after) -> {
                      HandOver seen =
                          Znodes.decode(after.getPath(), after.getData(), HandOver.class);
                      if (seen.askedBy().equals(Requester.self()) && seen.hasAnswer()) {
                        answers.offer(seen);
                      }
                    })
                .build());
    return cache;
  }

  private void takeBack() {
    try {
      tree.client().delete().quietly().forPath(path);
    } catch (Exception e) {
      throw TreeException.of("delete " + path, e);
    }
  }

  private String whoLeads(Versioned<LeaderRecord> before) {
    Versioned<LeaderRecord> now = tree.leader().orElse(before);
    return now.value().candidateId()
        + (now.version() == before.version()
            ? " leads, as before, and has not answered"
            : " leads with epoch " + now.version() + ", but YARN has not heard it yet");
  }

  private ClientException notDone(String why) {
    return new ClientException(ClientExit.NOT_DONE, job + " is not handed over: " + why);
  }

  private ClientException notRunning(String why) {
    return StatusReport.notRunning(job, why);
  }
}
