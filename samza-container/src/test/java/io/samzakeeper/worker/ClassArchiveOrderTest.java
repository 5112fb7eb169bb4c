package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassArchiveOrderTest {
  @Test
  void theWholeListWhereThereIsRoom() {
    assertThat(order("1024").classes(300, 7700)).isEqualTo(7700);
  }

  @Test
  void itsBeginningWhereThereIsLess() {
    // 476 of 512 MB, less the worker's and what every such JVM has, leave 176 MB.
    assertThat(order("512").classes(250, 7700)).isBetween(5000, 6000);
  }

  @Test
  void nothingWhereItIsNotWorthIt() {
    assertThat(order("512").classes(360, 7700)).isZero();
    assertThat(order("512").classes(600, 7700)).isZero();
    assertThat(order("4096").classes(300, 1000)).isZero();
  }

  @Test
  void aListOfAnySizeHasABound() {
    assertThat(order("8192").classes(300, 500_000)).isEqualTo(20_000);
  }

  @Test
  void theSizeIsPartOfTheName() {
    assertThat(order("512").finished(42)).isEqualTo(Path.of("/local/keeper-classes/123-42.jsa"));
  }

  @Test
  void noOrderWithoutAPlaceOrALimit() {
    assertThat(ClassArchiveOrder.of(Map.of("KEEPER_CONTAINER_MB", "512"))).isEmpty();
    assertThat(ClassArchiveOrder.of(Map.of("KEEPER_CLASS_ARCHIVE", "/a/1"))).isEmpty();
  }

  @Test
  void besideOneThatCameWithTheJobOnlyForMuchThatItHasNot() {
    assertThat(order("1024").isWorthIt(0)).isTrue();
    ClassArchiveOrder second =
        ClassArchiveOrder.of(
                Map.of(
                    "KEEPER_CLASS_ARCHIVE", "/local/keeper-classes/123",
                    "KEEPER_CLASS_TRIAL", "/local/keeper-classes/456.trying-0-1",
                    "KEEPER_CONTAINER_MB", "1024"))
            .orElseThrow();
    assertThat(second.isWorthIt(100)).isFalse();
    assertThat(second.isWorthIt(1000)).isTrue();
  }

  private static ClassArchiveOrder order(String megabytes) {
    return ClassArchiveOrder.of(
            Map.of(
                "KEEPER_CLASS_ARCHIVE",
                "/local/keeper-classes/123",
                "KEEPER_CONTAINER_MB",
                megabytes))
        .orElseThrow();
  }
}
