package io.samzakeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.tree.WriteBatch.Write;
import io.samzakeeper.tree.WriteQueue.Step;
import org.junit.jupiter.api.Test;

/** Which writes go out, and when. */
class WriteQueueTest {
  private final WriteQueue queue = new WriteQueue(2);

  @Test
  void whatArrivesGoesOutTogetherAndTheLastOfAZnodeCounts() {
    Write first = add("/a", 1);
    add("/b", 2);
    Write last = add("/a", 3);
    WriteBatch batch = sent();
    assertThat(batch.values()).containsOnlyKeys("/a", "/b");
    assertThat(batch.values().get("/a")).containsExactly(3);
    queue.succeeded(batch);
    assertThat(first.done).isCompleted();
    assertThat(last.done).isCompleted();
  }

  @Test
  void twoAreUnderWayAtMost() {
    add("/a", 1);
    WriteBatch first = sent();
    add("/b", 1);
    sent();
    add("/c", 1);
    assertThat(queue.poll()).isEmpty();
    queue.succeeded(first);
    assertThat(sent().paths()).containsExactly("/c");
  }

  @Test
  void aZnodeThatIsUnderWayWaitsAndSoDoesWhatWasSubmittedLater() {
    add("/a", 1);
    WriteBatch first = sent();
    add("/b", 1);
    Write again = add("/a", 2);
    add("/c", 1);
    WriteBatch second = sent();
    assertThat(second.paths()).containsExactly("/b");
    queue.succeeded(second);
    assertThat(queue.poll()).isEmpty();
    queue.succeeded(first);
    assertThat(sent().paths()).containsExactly("/a", "/c");
    assertThat(again.done).isNotDone();
  }

  @Test
  void afterAFailureNothingNewGoesOutUntilAllIsRepeatedInOrder() {
    Write lost = add("/a", 1);
    WriteBatch first = sent();
    add("/b", 1);
    WriteBatch second = sent();
    add("/c", 1);
    TreeException loss = new TreeException("lost", null);
    queue.repeat(second, loss);
    assertThat(queue.poll()).isEmpty();
    queue.repeat(first, loss);
    assertThat(repeated()).isSameAs(first);
    queue.succeeded(first);
    assertThat(lost.done).isCompleted();
    assertThat(repeated()).isSameAs(second);
    queue.refused(second, loss);
    assertThat(sent().paths()).containsExactly("/c");
  }

  @Test
  void aLargeOneGoesAlone() {
    queue.add(new Write("/a", new byte[GroupCommit.MAX_VALUE_BYTES]));
    queue.add(new Write("/b", new byte[1]));
    assertThat(sent().paths()).containsExactly("/a");
    assertThat(sent().paths()).containsExactly("/b");
  }

  @Test
  void whenItIsClosedEverythingFailsAndTheFirstReasonCounts() {
    Write underWay = add("/a", 1);
    sent();
    Write waiting = add("/a", 2);
    TreeException reason = new TreeException("closed", null);
    queue.close(reason);
    queue.close(new TreeException("again", null));
    assertThat(queue.poll()).contains(new Step.End());
    Write late = add("/b", 1);
    for (Write write : new Write[] {underWay, waiting, late}) {
      assertThat(write.done)
          .failsWithin(java.time.Duration.ZERO)
          .withThrowableThat()
          .withCause(reason);
    }
  }

  private Write add(String path, int value) {
    Write write = new Write(path, new byte[] {(byte) value});
    queue.add(write);
    return write;
  }

  private WriteBatch sent() {
    return ((Step.Send) queue.poll().orElseThrow()).batch();
  }

  private WriteBatch repeated() {
    return ((Step.Repeat) queue.poll().orElseThrow()).batch();
  }
}
