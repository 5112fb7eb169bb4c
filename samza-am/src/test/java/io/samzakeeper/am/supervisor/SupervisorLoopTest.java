package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.job.Application;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorLoopTest {
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private final SupervisorLoop loop =
      new SupervisorLoop(
          new Supervisor(
              JobFixture.SETTINGS,
              new Restored(
                  1,
                  JobFixture.ATTEMPT,
                  new Application("application_1_0001", Application.State.RUNNING, "me", 0, ""),
                  TestPlans.of(1, List.of("0")),
                  Map.of(),
                  Optional.empty(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  JobFixture.STANDING,
                  Set.of(),
                  Instant.now())));
  private volatile boolean leads = true;
  private volatile boolean storeIsBroken;

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void writesThenActsThenAcknowledges() throws Exception {
    start();
    loop.accept(new Event.RmInSync(JobFixture.ATTEMPT, List.of(), 0, 0, true));
    awaitDone("ask 1");

    loop.accept(
        new Event.RmAnswered(
            List.of(JobFixture.container("c0", 1)), List.of(), List.of(), new TreeMap<>(), 3));

    assertThat(next()).isEqualTo("commit PutContainer");
    assertThat(next()).isEqualTo("launch c0");
    assertThat(next()).isEqualTo("acknowledge");
  }

  @Test
  void doesNothingAnyMoreWhenItDoesNotLead() throws Exception {
    start();
    leads = false;
    loop.accept(new Event.RmInSync(JobFixture.ATTEMPT, List.of(), 0, 0, true));

    assertThat(outcome()).isInstanceOf(Outcome.LeadershipLost.class);
    assertThat(done).doesNotContain("ask 1");
  }

  @Test
  void faultEndsItLoudly() throws Exception {
    start();
    storeIsBroken = true;
    loop.accept(new Event.RmInSync(JobFixture.ATTEMPT, List.of(), 0, 0, true));

    assertThat(outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.cause()).hasMessage("broken"));
  }

  @Test
  void finishesAndSaysSo() throws Exception {
    start();
    loop.accept(new Event.RmInSync(JobFixture.ATTEMPT, List.of(), 0, 0, true));
    loop.accept(new Event.StopRequested(FinalStatus.KILLED, "by hand"));

    assertThat(outcome()).isEqualTo(new Outcome.Finished(FinalStatus.KILLED, "by hand", true));
    assertThat(loop.view().application().state()).isEqualTo(Application.State.KILLED);
  }

  @Test
  void wakesUpByItself() throws Exception {
    start();
    loop.accept(new Event.RmInSync(JobFixture.ATTEMPT, List.of(), 0, 0, true));
    for (String container : List.of("c0", "c1")) {
      awaitDone("ask 1");
      loop.accept(
          new Event.RmAnswered(
              List.of(JobFixture.container(container, 1)),
              List.of(),
              List.of(),
              new TreeMap<>(),
              3));
      loop.accept(
          new Event.RmAnswered(
              List.of(),
              List.of(),
              List.of(new Event.Completion(container, 10, "")),
              new TreeMap<>(),
              3));
    }

    awaitDone("ask 1"); // a second after the second failure, without any event
  }

  @Test
  void closedItLeavesTheJobAlone() throws Exception {
    start();
    awaitDone("take over");
    loop.close();

    assertThat(outcome()).isInstanceOf(Outcome.Closed.class);
    assertThat(done).noneMatch(line -> line.startsWith("finish"));
  }

  private void start() {
    loop.start(
        this::commit,
        new FakeRm(),
        new FakeNm(),
        heir -> done.add("hand over to " + heir),
        takeBack -> done.add("take back " + takeBack.generation()));
  }

  private void commit(List<Mutation> mutations) throws LeadershipLostException {
    if (!leads) {
      throw new LeadershipLostException("another one leads", null);
    }
    if (storeIsBroken) {
      throw new IllegalStateException("broken");
    }
    done.add("commit " + mutations.get(0).getClass().getSimpleName());
  }

  private Outcome outcome() throws Exception {
    return loop.outcome().get(20, TimeUnit.SECONDS);
  }

  private String next() throws InterruptedException {
    return Optional.ofNullable(done.poll(20, TimeUnit.SECONDS)).orElse("nothing");
  }

  private void awaitDone(String line) throws InterruptedException {
    String next;
    do {
      next = next();
      assertThat(next).as("waiting for: " + line).isNotEqualTo("nothing");
    } while (!next.equals(line));
  }

  private final class FakeRm implements ResourceManagerLink {
    @Override
    public void takeOver() {
      done.add("take over");
    }

    @Override
    public void ask(Action.Ask ask) {
      done.add("ask " + ask.count());
    }

    @Override
    public void avoid(Action.Avoid avoid) {
      done.add("avoid " + avoid.hosts());
    }

    @Override
    public void release(String containerId) {
      done.add("release " + containerId);
    }

    @Override
    public void progress(float progress) {}

    @Override
    public void acknowledge() {
      done.add("acknowledge");
    }

    @Override
    public boolean finish(FinalStatus status, String diagnostics) {
      done.add("finish " + status);
      return true;
    }

    @Override
    public void close() {}
  }

  private final class FakeNm implements NodeManagerLink {
    @Override
    public void launch(Action.Launch launch) {
      done.add("launch " + launch.containerId());
    }

    @Override
    public void token(String node, Event.OpaqueToken token) {}

    @Override
    public void close() {}
  }
}
