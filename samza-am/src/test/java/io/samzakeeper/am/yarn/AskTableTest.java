package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AskTableTest {
  private static final String CONTAINER = "container_1_0001_01_000002";

  private final AskTable table = new AskTable();

  @Test
  void anAskIsSaidOnce() {
    table.ask(ask(1, 2));
    assertThat(table.isUrgent()).isTrue();
    assertThat(table.next().asks()).containsExactly(ask(1, 2));
    assertThat(table.isUrgent()).isFalse();
    assertThat(table.next().isEmpty()).isTrue();
  }

  @Test
  void theLatestAskStands() {
    table.ask(ask(1, 2));
    table.ask(ask(1, 0));
    table.ask(ask(1, 5));
    assertThat(table.next().asks()).containsExactly(ask(1, 5));
  }

  @Test
  void whatTheRmForgotIsSaidAgainWithoutWhatItGranted() {
    table.ask(ask(1, 2));
    table.ask(ask(2, 1));
    table.next();
    table.allocated(new AskKey(0, 1));
    table.forgotten();
    assertThat(table.next().asks()).containsExactly(ask(1, 1), ask(2, 1));
  }

  @Test
  void aWithdrawalIsSaidAndThenForgotten() {
    table.ask(ask(1, 1));
    table.next();
    table.ask(ask(1, 0));
    assertThat(table.next().asks()).containsExactly(ask(1, 0));
    table.forgotten();
    assertThat(table.next().isEmpty()).isTrue();
  }

  @Test
  void whatMayNotHaveBeenHeardIsSaidAgainAsItStandsNow() {
    table.ask(ask(1, 1));
    table.ask(ask(2, 0));
    AskTable.Message lost = table.next();
    table.ask(ask(1, 3));
    table.unsaid(lost);
    assertThat(table.next().asks()).containsExactlyInAnyOrder(ask(1, 3), ask(2, 0));
  }

  @Test
  void whatIsRefusedIsDroppedButNotWhatCameLater() {
    table.ask(ask(1, 1));
    table.ask(ask(2, 1));
    AskTable.Message refused = table.next();
    table.ask(ask(2, 4));
    table.refused(refused);
    table.forgotten();
    assertThat(table.next().asks()).containsExactly(ask(2, 4));
  }

  @Test
  void aReleaseIsRepeatedEverMoreSeldomUntilTheContainerIsCompleted() {
    table.release(CONTAINER);
    assertThat(table.isUrgent()).isTrue();
    List<Integer> said = new ArrayList<>();
    for (int exchange = 0; exchange < 20; exchange++) {
      if (table.next().releases().contains(CONTAINER)) {
        said.add(exchange);
      }
      assertThat(table.isUrgent()).isFalse();
    }
    assertThat(said).containsExactly(0, 2, 5, 10, 19);
    table.completed(CONTAINER);
    table.forgotten();
    assertThat(table.next().isEmpty()).isTrue();
  }

  @Test
  void aRestartedRmIsToldOfReleasesAtOnce() {
    table.release(CONTAINER);
    table.next();
    table.forgotten();
    assertThat(table.isUrgent()).isTrue();
    assertThat(table.next().releases()).containsExactly(CONTAINER);
  }

  @Test
  void aContainerIsWaitedForEagerlyForAWhile() {
    assertThat(table.isEager()).isFalse();
    table.ask(ask(1, 1));
    for (int exchange = 0; exchange < AskTable.EAGER_EXCHANGES; exchange++) {
      table.next();
      assertThat(table.isEager()).isTrue();
    }
    table.next();
    assertThat(table.isEager()).as("the cluster is full").isFalse();

    table.ask(ask(2, 1));
    table.next();
    assertThat(table.isEager()).isTrue();
    table.allocated(new AskKey(0, 1));
    table.allocated(new AskKey(0, 2));
    assertThat(table.isEager()).as("all are here").isFalse();
  }

  @Test
  void aHostThatIsNotWantedAnyMoreIsTakenBackBeforeWhatIs() {
    table.ask(at("a"));
    assertThat(table.next().asks()).containsExactly(at("a"));

    table.ask(at("b"));
    assertThat(table.next().asks()).containsExactly(at("a").withCount(0), at("b"));

    table.ask(ask(1, 1));
    assertThat(table.next().asks()).containsExactly(at("b").withCount(0), ask(1, 1));
    table.ask(ask(1, 0));
    assertThat(table.next().asks()).containsExactly(ask(1, 0));
  }

  @Test
  void aHostThatTheRmMayHaveHeardOfIsTakenBackAllTheSame() {
    table.ask(at("a"));
    AskTable.Message lost = table.next();
    table.ask(at("b"));
    table.unsaid(lost);

    assertThat(table.next().asks()).containsExactly(at("a").withCount(0), at("b"));
  }

  @Test
  void aRestartedRmRemembersNoHost() {
    table.ask(at("a"));
    table.next();
    table.forgotten();
    table.ask(at("b"));

    assertThat(table.next().asks()).containsExactly(at("b"));
  }

  private static Ask at(String host) {
    return new Ask(new AskKey(0, 1), 1, 64, 1, Optional.empty(), Optional.of(host));
  }

  private static Ask ask(int processor, int count) {
    return new Ask(new AskKey(0, processor), count, 64, 1, Optional.empty());
  }
}
