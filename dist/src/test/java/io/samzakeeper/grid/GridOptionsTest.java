package io.samzakeeper.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridOptionsTest {
  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> GridOptions.DEFAULT.withZooKeepers(2))
        .isInstanceOf(GridException.class)
        .hasMessageContaining("--zookeepers 2")
        .hasMessageContaining("1 or 3");
    assertThatThrownBy(() -> GridOptions.DEFAULT.withNodes(0)).hasMessageContaining("--nodes 0");
    assertThatThrownBy(() -> GridOptions.DEFAULT.withPortOffset(-1))
        .hasMessageContaining("--port-offset -1");
    assertThatThrownBy(() -> GridOptions.DEFAULT.withNodeMemoryMb(1))
        .hasMessageContaining("--node-memory 1");
  }

  @Test
  void areReadAsTheyWereWritten() throws IOException {
    ObjectMapper json = new ObjectMapper();
    GridIdentity identity =
        GridIdentity.create(
            new GridOptions(
                3, 2, 70, 1024, Map.of("yarn.am.liveness-monitor.expiry-interval-ms", "9")));

    GridIdentity again = json.readValue(json.writeValueAsString(identity), GridIdentity.class);

    assertThat(again).isEqualTo(identity);
    assertThat(again.kafkaClusterId()).hasSize(22);
  }

  @Test
  void noTwoDaemonsWantTheSamePort() {
    assertThat(GridPorts.all(new GridOptions(3, 5, 10, 1024, Map.of())))
        .extracting(use -> use.host() + ":" + use.port())
        .doesNotHaveDuplicates();
  }
}
