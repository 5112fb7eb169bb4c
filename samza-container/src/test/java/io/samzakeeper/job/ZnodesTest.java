package io.samzakeeper.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ZnodesTest {
  private static final Assignment ASSIGNMENT = new Assignment("0", "container_1", "node1", 3, 7);

  private static Assignment decode(String json) {
    return Znodes.decode("/a", json.getBytes(UTF_8), Assignment.class);
  }

  private static String encoded() {
    return new String(Znodes.encode(ASSIGNMENT), UTF_8);
  }

  @Test
  void theFormatStandsFirstAndIsReadWhereverItStands() {
    assertThat(encoded()).startsWith("{\"format\":1,");
    String last = encoded().replace("\"format\":1,", "").replaceAll("}$", ",\"format\": 1}");

    assertThat(decode(encoded())).isEqualTo(ASSIGNMENT);
    assertThat(decode(last)).isEqualTo(ASSIGNMENT);
  }

  @Test
  void whatIsWrongIsSaidWithThePath() {
    assertThatThrownBy(() -> decode(encoded().substring(0, 30)))
        .isInstanceOf(UnreadableZnodeException.class)
        .hasMessageContaining("/a")
        .hasMessageContaining("it is not JSON");
    byte[] cut = Arrays.copyOf("{\"format\":1,\"\u00e9".getBytes(UTF_8), 14);
    assertThatThrownBy(() -> Znodes.decode("/a", cut, Assignment.class))
        .isInstanceOf(UnreadableZnodeException.class)
        .hasMessageContaining("it is not UTF-8");
    assertThatThrownBy(() -> decode(encoded().replace("\"processor\"", "\"other\"")))
        .isInstanceOf(UnreadableZnodeException.class)
        .hasMessageContaining("it is no Assignment");
    assertThatThrownBy(() -> decode(encoded().replace("\"format\":1", "\"format\":2")))
        .hasMessageContaining("it has format 2");
    assertThatThrownBy(() -> decode(encoded().replace("\"format\":1,", "")))
        .hasMessageContaining("it has no format number");
  }
}
