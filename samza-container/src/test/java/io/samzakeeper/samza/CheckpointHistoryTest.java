package io.samzakeeper.samza;

import static io.samzakeeper.samza.CheckpointHistory.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The checker finds what it is there for. */
class CheckpointHistoryTest {
  private static final String TASK = "Partition 0";

  private final CheckpointHistory history = new CheckpointHistory();

  @Test
  void aHistoryThatIsAsItShouldBe() {
    write(value(1, 1));
    read(value(1, 1), OptionalInt.empty());
    history.writeBegins(TASK, value(1, 2)); // nobody knows what became of it
    read(value(1, 2), OptionalInt.of(1));
    history.acknowledged(TASK, value(1, 2)); // told late
    write(value(2, 1));
    read(value(2, 1), OptionalInt.empty());
    assertThat(history.violations()).isEmpty();
  }

  @Test
  void anAcknowledgedWriteThatIsLost() {
    write(value(1, 1));
    write(value(1, 2));
    read(value(1, 1), OptionalInt.empty());
    assertThat(history.violations()).singleElement().asString().contains("was read after");
  }

  @Test
  void aReadThatGoesBack() {
    history.writeBegins(TASK, value(1, 1));
    read(value(1, 1), OptionalInt.empty());
    read(0, OptionalInt.empty());
    assertThat(history.violations()).singleElement().asString().contains("was read after");
  }

  @Test
  void aReadThatBeganBeforeTheWriteWasAcknowledgedMaySeeEither() {
    history.writeBegins(TASK, value(1, 1));
    CheckpointHistory.Read read = history.readBegins(TASK);
    history.acknowledged(TASK, value(1, 1));
    history.readEnds(read, 0, OptionalInt.empty());
    assertThat(history.violations()).isEmpty();
  }

  @Test
  void aWriteOfWhoIsOverThatIsAcknowledged() {
    write(value(1, 1));
    read(value(1, 1), OptionalInt.of(1));
    write(value(1, 2));
    assertThat(history.violations()).singleElement().asString().contains("was acknowledged though");
  }

  @Test
  void aWriteOfWhoIsOverThatAppears() {
    history.writeBegins(TASK, value(1, 1));
    read(0, OptionalInt.of(1));
    read(value(1, 1), OptionalInt.empty());
    assertThat(history.violations()).singleElement().asString().contains("appeared after");
  }

  @Test
  void aValueThatNobodyWrote() {
    read(value(1, 1), OptionalInt.empty());
    assertThat(history.violations()).singleElement().asString().contains("by nobody");
  }

  private void write(long value) {
    history.writeBegins(TASK, value);
    history.acknowledged(TASK, value);
  }

  private void read(long value, OptionalInt over) {
    history.readEnds(history.readBegins(TASK), value, over);
  }
}
