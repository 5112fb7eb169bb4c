package io.samzakeeper.samza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.samza.Partition;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointId;
import org.apache.samza.checkpoint.CheckpointV1;
import org.apache.samza.checkpoint.CheckpointV2;
import org.apache.samza.system.SystemStreamPartition;
import org.junit.jupiter.api.Test;

/** Checkpoints come back from the bytes of a znode as they went in. */
class CheckpointCodecTest {
  private static final int SEEDS = Integer.getInteger("keeper.seeds", 1_000);

  private static final Map<SystemStreamPartition, String> AWKWARD =
      Map.of(
          partition("kafka", "my.topic.name", 0, -1), "17",
          partition("kafka", "my.1", 3, -1), "18",
          partition("kafka", "my", 1, -1), "19",
          partition("kafka", "shared", 0, 0), "20",
          partition("kafka", "shared", 0, 1), "21",
          partition("file system", "a/b c", 4711, -1), "\"quoted\";ü");

  @Test
  void version1() {
    CheckpointV1 checkpoint = new CheckpointV1(AWKWARD);
    assertThat(throughZnode(checkpoint)).isEqualTo(checkpoint);
  }

  @Test
  void version1WithoutAnOffset() {
    Map<SystemStreamPartition, String> offsets = new HashMap<>();
    offsets.put(partition("kafka", "fresh", 0, -1), null);
    CheckpointV1 checkpoint = new CheckpointV1(offsets);
    assertThat(throughZnode(checkpoint)).isEqualTo(checkpoint);
  }

  @Test
  void version2WithMarkersOfStores() {
    CheckpointV2 checkpoint =
        new CheckpointV2(
            CheckpointId.create(),
            AWKWARD,
            Map.of(
                "org.example.Backend", Map.of("counts", "1-2;system;99", "a.b", "{}"),
                "org.example.Other", Map.of()));
    assertThat(throughZnode(checkpoint)).isEqualTo(checkpoint);
  }

  /** Names of any letters, inputs with and without offsets and key buckets, stores: from seeds. */
  @Test
  void whateverTheyHoldTheyComeBackAsTheyWere() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Checkpoint checkpoint = random(new Random(seed));
      assertThat(throughZnode(checkpoint)).as("seed %d", seed).isEqualTo(checkpoint);
    }
  }

  private static Checkpoint random(Random random) {
    Map<SystemStreamPartition, String> offsets = new HashMap<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      SystemStreamPartition input =
          partition(
              text(random),
              text(random),
              random.nextInt(1 << random.nextInt(20)),
              random.nextInt(5) - 1);
      offsets.put(input, random.nextInt(8) == 0 ? null : text(random));
    }
    if (random.nextBoolean()) {
      return new CheckpointV1(offsets);
    }
    offsets.values().removeIf(Objects::isNull); // which Samza's second version has not
    Map<String, Map<String, String>> state = new HashMap<>();
    for (int backend = random.nextInt(3); backend > 0; backend--) {
      Map<String, String> markers = new HashMap<>();
      for (int store = random.nextInt(4); store > 0; store--) {
        markers.put(text(random), text(random));
      }
      state.put(text(random), markers);
    }
    return new CheckpointV2(CheckpointId.create(), offsets, state);
  }

  /** Short, so that some are the same, and of letters that JSON, paths or regular names mind. */
  private static String text(Random random) {
    String letters = "ab.-/_\\\"{}:,; \n\u0000\u00fc\u4e2d";
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return random.nextInt(20) == 0 ? text.append("\ud83d\ude00").toString() : text.toString();
  }

  /** People read the tree, and what each partition costs decides how many fit. */
  @Test
  void eachNameIsWrittenOnce() {
    CheckpointV1 checkpoint =
        new CheckpointV1(
            Map.of(
                partition("kafka", "orders", 0, -1), "17",
                partition("kafka", "orders", 12, 3), "18"));
    byte[] bytes =
        Znodes.encode(
            new CheckpointRecord(
                "task",
                "container",
                1,
                2,
                new TreeMap<>(Map.of(1, CheckpointCodec.toSnapshot(checkpoint)))));
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"format\":1,\"task\":\"task\",\"containerId\":\"container\",\"epoch\":1,"
                + "\"writtenMillis\":2,\"versions\":{\"1\":{\"inputs\":{\"kafka\":{\"orders\":"
                + "{\"0\":\"17\",\"12/3\":\"18\"}}}}}}");
  }

  @Test
  void aPartitionThatIsNoNumberIsRefused() {
    byte[] corrupt =
        ("{\"format\":1,\"task\":\"task\",\"containerId\":\"container\",\"epoch\":1,"
                + "\"writtenMillis\":2,\"versions\":{\"1\":{\"inputs\":{\"kafka\":{\"orders\":"
                + "{\"x\":\"17\"}}}}}}")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Znodes.decode("/checkpoints/p", corrupt, CheckpointRecord.class))
        .isInstanceOf(UnreadableZnodeException.class)
        .hasMessageContaining("/checkpoints/p");
  }

  @Test
  void aNewerFormatIsRefused() {
    byte[] newer = "{\"format\":2,\"task\":\"p\"}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Znodes.decode("/checkpoints/p", newer, CheckpointRecord.class))
        .isInstanceOf(UnreadableZnodeException.class)
        .hasMessageContaining("/checkpoints/p")
        .hasMessageContaining("format 2");
  }

  private static Checkpoint throughZnode(Checkpoint checkpoint) {
    TreeMap<Integer, CheckpointRecord.Snapshot> versions = new TreeMap<>();
    versions.put((int) checkpoint.getVersion(), CheckpointCodec.toSnapshot(checkpoint));
    byte[] bytes = Znodes.encode(new CheckpointRecord("task", "container", 1, 2, versions));
    CheckpointRecord read = Znodes.decode("/checkpoints/task", bytes, CheckpointRecord.class);
    int version = read.versions().firstKey();
    return CheckpointCodec.toCheckpoint(version, read.versions().get(version));
  }

  private static SystemStreamPartition partition(
      String system, String stream, int partition, int keyBucket) {
    return new SystemStreamPartition(system, stream, new Partition(partition), keyBucket);
  }
}
