package io.samzakeeper.am.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Problem;
import io.samzakeeper.job.PlannerResult.Status;
import io.samzakeeper.tree.TreeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InputWatchTest {
  private static final String ONE = model("run-1", task("Partition 0", 0));
  private static final String TWO = model("run-2", task("Partition 0", 0), task("Partition 1", 1));
  private static final String NOTICE = PlannerResult.NOT_FOLLOWED + "kafka.lines has grown";

  private final List<String> heard = new ArrayList<>();
  private final InputWatch.Listener listener =
      new InputWatch.Listener() {
        @Override
        public void planDiffers(PlanBasis from, PlannerResult result) {
          heard.add("differs from plan " + from.planGeneration() + ": " + result.model());
        }

        @Override
        public void notFollowed(String notice) {
          heard.add(notice);
        }
      };

  private String current = ONE;
  private LeaderPlanner.Outcome answer = planned(ONE);

  @Test
  void aPlanThatDiffersInItsConfigOnlyIsTheSame() throws Exception {
    answer = planned(model("run-7", task("Partition 0", 0)));

    look();

    assertThat(heard).isEmpty();
  }

  @Test
  void aPlanThatDiffersIsToldUntilItIsCurrent() throws Exception {
    answer = planned(TWO);
    look();
    look();
    current = TWO;
    look();

    assertThat(heard).hasSize(2).containsOnly("differs from plan 3: " + TWO);
  }

  @Test
  void whatIsNotFollowedIsToldOnceAndAgainWhenItWasOverInBetween() throws Exception {
    InputWatch watch = watch();
    answer = planned(ONE, "created nothing", NOTICE);
    watch.look();
    watch.look();
    assertThat(heard).containsExactly(NOTICE);

    answer = planned(ONE);
    watch.look();
    answer = planned(ONE, NOTICE);
    watch.look();
    assertThat(heard).containsExactly(NOTICE, NOTICE);
  }

  @Test
  void whatIsGoneIsNotFollowedWhateverElseThereIs() throws Exception {
    current = TWO;
    answer = planned(model("run-3", task("Partition 0", 0), task("Partition 2", 2)));

    look();

    assertThat(heard)
        .singleElement()
        .asString()
        .startsWith(PlannerResult.NOT_FOLLOWED)
        .contains("not there any more: kafka.lines#1.");
  }

  @Test
  void inputsThatCannotBePlannedAreNotFollowed() throws Exception {
    InputWatch watch = watch();
    answer = failed(Status.BAD_INPUT, "system kafka has no stream lines");

    watch.look();
    watch.look();

    assertThat(heard)
        .singleElement()
        .asString()
        .contains("system kafka has no stream lines. The job runs on");
  }

  @Test
  void noAnswerIsNoNewsAndDoesNotMakeOldNewsNew() throws Exception {
    InputWatch watch = watch();
    answer = planned(ONE, NOTICE);
    watch.look();
    answer = failed(Status.ENVIRONMENT, "Kafka does not answer");
    watch.look();
    answer = failed(Status.INTERNAL_ERROR, "out of memory");
    watch.look();
    answer = new LeaderPlanner.Failed("no room");
    watch.look();
    answer = planned(ONE, NOTICE);
    watch.look();

    assertThat(heard).containsExactly(NOTICE);
  }

  @Test
  void itLooksAgainWhateverHappened() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(4);
    InputWatch watch =
        new InputWatch(
            () -> {
              enough.countDown();
              if (looks.incrementAndGet() % 2 == 0) {
                throw new TreeException("ZooKeeper is away", null);
              }
              throw new IllegalStateException("a mistake");
            },
            request -> answer,
            Duration.ofMillis(1),
            listener);
    try (watch) {
      watch.start();
      assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void aBatchRunIsPlannedWithinItself() {
    TreeMap<String, String> config = new TreeMap<>();
    assertThat(PlanBasis.withinRun(config, ONE)).isEmpty();
    config.put("app.mode", "BATCH");
    assertThat(PlanBasis.withinRun(config, ONE)).containsEntry("app.run.id", "run-1");
  }

  @Test
  void aModelThatIsNoneIsRefused() {
    assertThatThrownBy(() -> PlanOutline.of("{")).isInstanceOf(IllegalArgumentException.class);
  }

  private void look() throws InterruptedException {
    watch().look();
  }

  private InputWatch watch() {
    return new InputWatch(
        () ->
            new PlanBasis(
                2, 3, PlannerRequest.plan(new TreeMap<>(), current, new TreeMap<>(), false, false)),
        request -> answer,
        Duration.ofHours(1),
        listener);
  }

  private static LeaderPlanner.Outcome planned(String model, String... notices) {
    PlannerResult none = PlannerResult.failed(Status.OK, null, List.of(notices));
    return new LeaderPlanner.Answered(
        new PlannerResult(
            Status.OK,
            null,
            none.config(),
            none.tasks(),
            none.shares(),
            none.inputs(),
            model,
            none.metadata(),
            none.checkpoints(),
            false,
            none.inputEnds(),
            none.notices()));
  }

  private static LeaderPlanner.Outcome failed(Status status, String message) {
    return new LeaderPlanner.Answered(
        PlannerResult.failed(status, new Problem("", "", "", message), List.of()));
  }

  private static String model(String run, String... tasks) {
    return """
        {"config":{"app.run.id":"%s"},"containers":{"0":{"processor-id":"0","tasks":{%s}}}}"""
        .formatted(run, String.join(",", tasks));
  }

  private static String task(String name, int partition) {
    return """
        "%s":{"task-name":"%s","system-stream-partitions":[{"system":"kafka","partition":%d,\
        "stream":"lines","keyBucket":-1}],"changelog-partition":%d,"task-mode":"Active"}"""
        .formatted(name, name, partition, partition);
  }
}
