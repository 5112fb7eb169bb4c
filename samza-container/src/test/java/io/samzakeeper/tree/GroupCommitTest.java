package io.samzakeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against an ensemble that loses connections; each seed is another schedule of faults. */
@Timeout(120)
class GroupCommitTest {
  private static final int SEEDS = Integer.getInteger("keeper.seeds", 100);
  private static final int WRITES = 150;
  private static final int ZNODES = 6;

  @Test
  void whatIsAcknowledgedIsWrittenAndNothingGoesBack() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed, Integer.MAX_VALUE);
    }
  }

  @Test
  void onceFencedEverythingFailsAndTheOwnerIsToldOnce() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed, 1 + new Random(seed).nextInt(8));
    }
  }

  private static void run(long seed, int fencedAfter) {
    List<FencedException> told = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> toldOnce = new CompletableFuture<>();
    List<String> early = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    List<CompletableFuture<Void>> acknowledged = new ArrayList<>();
    int[] last = new int[ZNODES];
    boolean fenced;
    try (FaultyBatches ensemble = new FaultyBatches(seed, fencedAfter);
        GroupCommit commits =
            new GroupCommit(
                ensemble,
                "/assignment",
                lost -> {
                  told.add(lost);
                  toldOnce.complete(null);
                })) {
      Random random = new Random(seed);
      for (int i = 0; i < WRITES; i++) {
        int znode = random.nextInt(ZNODES);
        int value = ++last[znode];
        String path = "/" + znode;
        CompletableFuture<Void> write = commits.submit(path, FaultyBatches.encode(value));
        writes.add(write);
        acknowledged.add(
            write.thenRun(
                () -> {
                  if (ensemble.value(path) < value) {
                    early.add(path + " was acknowledged at " + value + ", before it was written");
                  }
                }));
        if (random.nextInt(8) == 0) { // otherwise it would be two large batches
          settled(write);
        }
      }
      writes.forEach(GroupCommitTest::settled);
      acknowledged.forEach(GroupCommitTest::settled);
      fenced = writes.stream().anyMatch(CompletableFuture::isCompletedExceptionally);

      assertThat(ensemble.violations()).as("seed %d", seed).isEmpty();
      assertThat(early).as("seed %d", seed).isEmpty();
      if (!fenced) {
        for (int znode = 0; znode < ZNODES; znode++) {
          assertThat(ensemble.value("/" + znode)).as("seed %d", seed).isEqualTo(last[znode]);
        }
      }
      assertThat(fenced).as("seed %d", seed).isEqualTo(fencedAfter != Integer.MAX_VALUE);
      if (fenced) {
        assertThatThrownBy(() -> commits.put("/0", FaultyBatches.encode(1)))
            .as("seed %d", seed)
            .isInstanceOf(FencedException.class);
        toldOnce.join();
        assertThat(told).as("seed %d", seed).hasSize(1);
      }
    }
  }

  /** Neither an answer that comes late nor one that never comes makes it acknowledged. */
  @Test
  void whatHasNoAnswerIsNotAcknowledgedAndFailsWhenItIsClosed() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    Unanswered ensemble = new Unanswered(answer);
    GroupCommit commits = new GroupCommit(ensemble, "/assignment", fenced -> {});
    CompletableFuture<Void> sent = commits.submit("/a", new byte[1]);
    await().until(() -> ensemble.sent.get() == 1);
    CompletableFuture<Void> waiting = commits.submit("/a", new byte[1]);
    assertThat(sent).isNotDone();
    assertThat(waiting).isNotDone();

    commits.abandon();
    answer.complete(null);

    assertThat(sent).isCompletedExceptionally();
    assertThat(waiting).isCompletedExceptionally();
    assertThatThrownBy(() -> commits.put("/a", new byte[1])).isInstanceOf(TreeException.class);
    assertThat(ensemble.sent).hasValue(1);
  }

  @Test
  void aThreadThatIsInterruptedWhileItWaitsIsToldAndTheWriteGoesOn() throws Exception {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    Unanswered ensemble = new Unanswered(answer);
    try (GroupCommit commits = new GroupCommit(ensemble, "/assignment", fenced -> {})) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread thread = new Thread(() -> commits.put("/a", new byte[1]));
      thread.setUncaughtExceptionHandler((t, e) -> thrown.complete(e));
      thread.start();
      await().until(() -> ensemble.sent.get() == 1);
      thread.interrupt();
      assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(TreeException.class);
      CompletableFuture<Void> next = commits.submit("/a", new byte[1]);
      assertThat(next).isNotDone();
      answer.complete(null);
      next.get(10, TimeUnit.SECONDS);
      assertThat(ensemble.sent).hasValue(2);
    }
  }

  /** Says nothing until the answer, which is that of everything, is there. */
  private record Unanswered(CompletableFuture<Void> answer, AtomicInteger sent)
      implements BatchWriter {
    Unanswered(CompletableFuture<Void> answer) {
      this(answer, new AtomicInteger());
    }

    @Override
    public Optional<CompletionStage<Void>> send(WriteBatch batch) {
      sent.incrementAndGet();
      return Optional.of(answer);
    }

    @Override
    public void write(WriteBatch batch) {
      throw new AssertionError("nothing is repeated");
    }
  }

  private static void settled(CompletableFuture<Void> write) {
    try {
      write.join();
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(FencedException.class);
    }
  }
}
