package io.samzakeeper.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobConfigTest {
  @Test
  void defaultsAreStockSamzas() {
    JobConfig config = config();

    assertThat(config.validate()).isSameAs(config);
    assertThat(config.jobId()).isEqualTo(new JobId("count", "1"));
    assertThat(config.containerCount()).isEqualTo(1);
    assertThat(config.containerMemoryMb()).isEqualTo(1024);
    assertThat(config.containerCores()).isEqualTo(1);
    assertThat(config.amMemoryMb()).isEqualTo(1024);
    assertThat(config.retryCount()).isEqualTo(8);
    assertThat(config.retryWindow()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.failJobAfterRetries()).isTrue();
    assertThat(config.zkRoot()).isEqualTo("/samza-keeper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk1:2181,zk2:2181/a//b", "zk1/a/", "zk1:port", "zk1:99999", ","})
  void anEnsembleThatCannotBeIsRefused(String connect) {
    assertThatThrownBy(() -> config().with("keeper.zk.connect", connect).validate())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll("keeper.zk.connect", connect, "host:port[,host:port...][/chroot]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk1", "zk1:2181,zk2:2182/some/where", "[::1]:2181"})
  void anEnsembleIsTakenAsZooKeeperTakesIt(String connect) {
    assertThat(config().with("keeper.zk.connect", connect).zkConnect()).isEqualTo(connect);
  }

  @Test
  void aHostWithRoomNeedNotBeWaitedFor() {
    assertThat(config().with("keeper.host.spread.ms", "0").validate().spreadPatience()).isZero();
  }

  @Test
  void metricsOfWorkersAreAtAnyPortAtThatOneOrNowhere() {
    ConfigKey key = ConfigKey.METRICS_PORT;
    assertThat(config().metricsPort()).hasValue(0);
    assertThat(config().with(key.key(), "9400").metricsPort()).hasValue(9400);
    assertThat(config().with(key.key(), "-1").metricsPort()).isEmpty();
    assertThatThrownBy(() -> config().with(key.key(), "65536").validate())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll(key.key(), "65536", "a port, up to 65535");
  }

  @ParameterizedTest
  @CsvSource({
    "yarn.container.count, CONTAINER_COUNT",
    "yarn.container.memory.mb, CONTAINER_MEMORY_MB",
    "yarn.container.cpu.cores, CONTAINER_CORES",
    "yarn.container.retry.count, RETRY_COUNT",
    "yarn.container.retry.window.ms, RETRY_WINDOW_MS",
    "job.coordinator.zk.connect, ZK_CONNECT"
  })
  void olderNamesAreReadWhereTheKeyIsNotGiven(String alias, ConfigKey key) {
    Map<String, String> old = Map.of("job.name", "count", alias, "7");
    assertThat(new JobConfig(old).text(key)).contains("7");
    assertThat(new JobConfig(old).nameOf(key)).isEqualTo(alias);

    JobConfig both = new JobConfig(old).with(key.key(), "8");
    assertThat(both.text(key)).contains("8");
    assertThat(both.nameOf(key)).isEqualTo(key.key());
  }

  @Test
  void noNameIsUsedTwice() {
    List<String> names =
        Arrays.stream(ConfigKey.values())
            .flatMap(
                k ->
                    java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(k.key()), k.aliases().stream()))
            .toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void theApplicationsNameWins() {
    assertThat(config("app.name", "shown", "app.id", "2", "job.id", "3").jobId())
        .isEqualTo(new JobId("shown", "2"));
  }

  @Test
  void aNameThatCannotBeUsedIsReportedUnderItsOwnKey() {
    assertThatThrownBy(() -> config("app.name", "a/b").jobId())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll("app.name=a/b", "letters");
    assertThatThrownBy(() -> config("job.id", "a b").jobId()).hasMessageContaining("job.id=a b");
  }

  @Test
  void aBadValueIsReportedUnderTheNameThatWasGiven() {
    assertThatThrownBy(() -> config("yarn.container.memory.mb", "1g").validate())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage(
            "yarn.container.memory.mb=1g cannot be used; allowed: a whole number, 1 or more");
  }

  @ParameterizedTest
  @CsvSource({
    "job.container.count, 0",
    "job.container.count, 99999999999",
    "cluster-manager.container.cpu.cores, -1",
    "cluster-manager.container.retry.count, many",
    "cluster-manager.container.fail.job.after.retries, maybe",
    "task.execute, bin/mine.sh"
  })
  void aBadValueIsFoundByValidation(String key, String value) {
    assertThatThrownBy(() -> config(key, value).validate())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll(key + "=" + value, "allowed: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keeper", "/", "/a//b", "/a/", "/a/../b", "/.", "/zookeeper/x", "/a b"})
  void aRootThatZooKeeperCannotTake(String root) {
    assertThatThrownBy(() -> config("keeper.zk.root", root).validate())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("keeper.zk.root=" + root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/keeper", "/a/b-1", "/..a/b..", "/zookeepers"})
  void rootsThatZooKeeperTakes(String root) {
    assertThat(config("keeper.zk.root", root).validate().zkRoot()).isEqualTo(root);
  }

  @Test
  void negativeRetriesAreAllowed() {
    assertThat(config("cluster-manager.container.retry.count", "-1").validate().retryCount())
        .isEqualTo(-1);
  }

  @Test
  void autosizingWinsWhereItIsOn() {
    String[] sizes = {
      "job.autosizing.container.count", "4",
      "job.autosizing.container.memory.mb", "3000",
      "job.container.count", "2",
      "cluster-manager.container.cpu.cores", "3"
    };
    assertThat(config(sizes).containerCount()).isEqualTo(2);
    JobConfig on = config(sizes).with("job.autosizing.enabled", "true");
    assertThat(on.containerCount()).isEqualTo(4);
    assertThat(on.containerMemoryMb()).isEqualTo(3000);
    assertThat(on.containerCores()).isEqualTo(3);
    assertThat(on.deciding(ConfigKey.CONTAINER_MEMORY_MB))
        .isEqualTo(ConfigKey.AUTOSIZING_MEMORY_MB);
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

  @Test
  void inputsAreLookedAtAsOftenAsTheMoreFrequentKeyWants() {
    String partitions = "job.coordinator.monitor-partition-change.frequency.ms";
    String patterns = "job.coordinator.monitor-input-regex.frequency.ms";
    JobConfig config = new JobConfig(Map.of());

    assertThat(config.inputWatchPeriod()).contains(Duration.ofMinutes(5));
    assertThat(config.with(partitions, "0").inputWatchPeriod()).isEmpty();
    assertThat(config.with(partitions, "0").with(patterns, "2000").inputWatchPeriod()).isEmpty();
    assertThat(
            config
                .with(partitions, "-1")
                .with(patterns, "2000")
                .with("job.config.rewriters", "topics")
                .inputWatchPeriod())
        .contains(Duration.ofSeconds(2));
  }
}
