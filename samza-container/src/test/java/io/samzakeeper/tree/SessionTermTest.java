package io.samzakeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionTermTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final SessionTerm term =
      new SessionTerm(Duration.ofSeconds(6), Duration.ofSeconds(60), 100 * SECOND);

  @Test
  void itLastsForOneSession() {
    assertThat(term.isOver(105 * SECOND)).isFalse();
    assertThat(term.isOver(106 * SECOND)).isTrue();
    assertThat(term.wasProlonged()).isFalse();
  }

  @Test
  void fromATimeWithoutQuorumItLastsForOneMore() {
    assertThat(term.prolong(104 * SECOND)).isTrue();
    assertThat(term.wasProlonged()).isTrue();
    assertThat(term.isOver(109 * SECOND)).isFalse();
    assertThat(term.nanosLeft(109 * SECOND)).isEqualTo(SECOND);
    assertThat(term.isOver(110 * SECOND)).isTrue();
  }

  @Test
  void anAnswerThatComesLateDoesNotShortenIt() {
    term.prolong(105 * SECOND);
    term.prolong(103 * SECOND);
    assertThat(term.isOver(110 * SECOND)).isFalse();
  }

  /** A process that was stopped meanwhile: a quorum may have come and gone. */
  @Test
  void whatIsOverStaysOver() {
    assertThat(term.prolong(107 * SECOND)).isFalse();
    assertThat(term.isOver(107 * SECOND)).isTrue();
  }

  @Test
  void anOutageThatIsTooLongProlongsItNoMore() {
    for (long at = 101; at <= 160; at++) {
      assertThat(term.prolong(at * SECOND)).isTrue();
    }
    assertThat(term.prolong(161 * SECOND)).isFalse();
    assertThat(term.isOver(165 * SECOND)).isFalse();
    assertThat(term.isOver(166 * SECOND)).isTrue();
  }
}
