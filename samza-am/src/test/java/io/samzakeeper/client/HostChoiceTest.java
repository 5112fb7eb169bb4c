package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.client.HostChoice.Host;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostChoiceTest {
  private final HostChoice hosts =
      new HostChoice(
          List.of(new Host("a", 8000, 8), new Host("b", 2000, 4), new Host("c", 3000, 1)));

  @Test
  void theOtherHostWithMostMemoryThatHasTheCoresToo() {
    assertThat(hosts.otherThan("a", 1000, 2).name()).isEqualTo("b");
    assertThat(hosts.otherThan("a", 1000, 1).name()).isEqualTo("c");
    assertThat(hosts.otherThan("b", 1000, 1).name()).isEqualTo("a");
  }

  @Test
  void withoutRoomItSaysWhatIsFree() {
    assertThatThrownBy(() -> hosts.otherThan("a", 4000, 1))
        .isInstanceOf(ClientException.class)
        .hasMessageContainingAll("no host but a has room for 4000 MB", "2000 MB and 4 cores on b");
  }

  @Test
  void aHostThatIsNotThereIsNamedWithThoseThatAre() {
    assertThat(hosts.named("b").freeCores()).isEqualTo(4);
    assertThatThrownBy(() -> hosts.named("d")).hasMessageContainingAll("--to=d", "[a, b, c]");
  }
}
