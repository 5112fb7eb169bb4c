package io.samzakeeper.samza;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.apache.samza.Partition;
import org.apache.samza.system.DrainMessage;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.system.WatermarkMessage;
import org.apache.samza.system.chooser.BaseMessageChooser;
import org.junit.jupiter.api.Test;

class GatedChooserTest {
  private static final SystemStreamPartition SOURCE =
      new SystemStreamPartition("kafka", "in", new Partition(0));
  private static final SystemStreamPartition BETWEEN =
      new SystemStreamPartition("kafka", "between", new Partition(0));

  private final InputGate gate = new InputGate();

  @Test
  void messagesPassUntilTheGateIsClosed() {
    GatedChooser chooser = chooser(Set.of());
    chooser.update(message(SOURCE, "a"));
    chooser.update(message(SOURCE, "b"));
    assertThat(chooser.choose().getMessage()).isEqualTo("a");
    assertThat(gate.isShut()).isFalse();

    gate.close();

    assertThat(chooser.choose()).isNull();
    assertThat(gate.isShut()).isTrue();
  }

  @Test
  void aJobThatIsDrainedHasNothingMoreOfItsSourcesButTheirLastWord() {
    GatedChooser chooser = chooser(Set.of());
    chooser.update(message(SOURCE, "a"));
    gate.drain();

    assertThat(chooser.choose().getMessage())
        .isInstanceOfSatisfying(
            DrainMessage.class, drain -> assertThat(drain.getRunId()).isEqualTo("run"));
    assertThat(chooser.choose()).isNull();
    chooser.update(message(SOURCE, "b"));
    assertThat(chooser.choose()).isNull();
  }

  @Test
  void streamsBetweenStagesGoOn() {
    GatedChooser chooser = chooser(Set.of(BETWEEN.getSystemStream()));
    gate.drain();
    chooser.update(message(SOURCE, "a"));
    chooser.update(message(BETWEEN, "b"));

    List<Object> chosen = new ArrayList<>();
    for (IncomingMessageEnvelope next = chooser.choose(); next != null; next = chooser.choose()) {
      chosen.add(next.getMessage());
    }

    assertThat(chosen).hasSize(3);
    assertThat(chosen.get(0)).isInstanceOf(WatermarkMessage.class);
    assertThat(chosen.get(1)).isInstanceOf(DrainMessage.class);
    assertThat(chosen.get(2)).isEqualTo("b");
  }

  @Test
  void whatHasEndedIsNotDrained() {
    GatedChooser chooser = chooser(Set.of());
    chooser.update(IncomingMessageEnvelope.buildEndOfStreamEnvelope(SOURCE));
    assertThat(chooser.choose().isEndOfStream()).isTrue();

    gate.drain();

    assertThat(chooser.choose()).isNull();
  }

  private GatedChooser chooser(Set<SystemStream> intermediate) {
    GatedChooser chooser = new GatedChooser(gate, new FirstComeFirstServed(), intermediate, "run");
    chooser.register(SOURCE, "0");
    chooser.register(BETWEEN, "0");
    if (intermediate.isEmpty()) {
      gate.passes(IncomingMessageEnvelope.buildEndOfStreamEnvelope(BETWEEN));
    }
    return chooser;
  }

  private static IncomingMessageEnvelope message(SystemStreamPartition partition, String text) {
    return new IncomingMessageEnvelope(partition, "1", null, text);
  }

  private static final class FirstComeFirstServed extends BaseMessageChooser {
    private final Queue<IncomingMessageEnvelope> waiting = new ArrayDeque<>();

    @Override
    public void update(IncomingMessageEnvelope envelope) {
      waiting.add(envelope);
    }

    @Override
    public IncomingMessageEnvelope choose() {
      return waiting.poll();
    }
  }
}
