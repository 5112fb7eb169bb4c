package io.samzakeeper.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LaunchSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaunchesTest {
  @Test
  void aWorkersHeapIsStocksShareOfItsContainer() {
    assertThat(worker().environment())
        .containsEntry("KEEPER_HEAP_MB", "768")
        .containsEntry("JAVA_OPTS", "")
        .containsEntry("KEEPER_JOB_NAME", "count")
        .containsEntry("KEEPER_ZK_CONNECT", "zk:2181")
        .doesNotContainKeys("JAVA_HOME", "LOGGED_STORE_BASE_DIR");
  }

  @Test
  void classesAreSharedUnlessTheJobSaysNot() {
    assertThat(worker().environment())
        .containsEntry("KEEPER_CLASS_SHARING", "true")
        .containsEntry("KEEPER_CONTAINER_MB", "1024");
    assertThat(worker("keeper.class-data-sharing", "false").environment())
        .containsEntry("KEEPER_CLASS_SHARING", "false");
  }

  @Test
  void optionsPassAsTheyAre() {
    String opts = "-Da=\"x y\" -Db=$HOME -Xmx300m";
    assertThat(worker("task.opts", opts).environment()).containsEntry("JAVA_OPTS", opts);
  }

  @Test
  void autosizedHeapWinsOverTheOptions() {
    assertThat(
            worker(
                    "task.opts", "-Da=1 -Xmx300m -Db=2",
                    "job.autosizing.enabled", "true",
                    "job.autosizing.container.maxheap.mb", "700")
                .environment())
        .containsEntry("KEEPER_HEAP_MB", "700")
        .hasEntrySatisfying(
            "JAVA_OPTS",
            opts -> assertThat(opts).contains("-Da=1", "-Db=2").doesNotContain("-Xmx"));
  }

  @Test
  void placesOfAWorkerAreItsEnvironment() {
    assertThat(
            worker(
                    "task.java.home", "/opt/java",
                    "job.logged.store.base.dir", "/data/stores",
                    "additional.classpath.dir", "/opt/more")
                .environment())
        .containsEntry("JAVA_HOME", "/opt/java")
        .containsEntry("LOGGED_STORE_BASE_DIR", "/data/stores")
        .containsEntry("ADDITIONAL_CLASSPATH_DIR", "/opt/more");
  }

  @Test
  void theAmsHeapIsSmallHoweverLargeItsContainer() {
    assertThat(am("yarn.am.container.memory.mb", "4096").environment())
        .containsEntry("KEEPER_AM_HEAP_MB", "256");
    assertThat(am("yarn.am.container.memory.mb", "300").environment())
        .containsEntry("KEEPER_AM_HEAP_MB", "150");
  }

  private static LaunchSpec worker(String... more) {
    return Launches.worker(config(more), List.of());
  }

  private static LaunchSpec am(String... more) {
    return Launches.am(config(more), List.of());
  }

  private static JobConfig config(String... more) {
    Map<String, String> values = new HashMap<>();
    values.put("job.name", "count");
    values.put("keeper.zk.connect", "zk:2181");
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return new JobConfig(values);
  }
}
