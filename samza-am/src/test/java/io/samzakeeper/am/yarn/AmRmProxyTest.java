package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class AmRmProxyTest {
  private static final String SCHEDULER = "yarn.resourcemanager.scheduler.address";

  private final Configuration cluster = new Configuration(false);

  @Test
  void anOrdinaryClusterHasNone() {
    cluster.set(SCHEDULER, "192.0.2.1:8030");
    assertThat(AmRmProxy.seenBy(cluster, "192.0.2.7")).isEmpty();
  }

  @Test
  void anRmOnThisMachineIsNone() {
    cluster.set(SCHEDULER, "127.0.0.1:8030");
    assertThat(AmRmProxy.seenBy(cluster, "127.0.0.1")).isEmpty();
  }

  /** As the documentation of YARN's federation tells clients to configure it. */
  @Test
  void theProxysPortOnThisNode() {
    cluster.set(SCHEDULER, "localhost:8049");
    assertThat(AmRmProxy.seenBy(cluster, "192.0.2.7").orElseThrow())
        .contains(SCHEDULER, "localhost:8049");
  }

  @Test
  void anotherPortThatTheConfigurationNames() {
    cluster.set(SCHEDULER, "127.0.0.1:9049");
    cluster.set("yarn.nodemanager.amrmproxy.address", "0.0.0.0:9049");
    assertThat(AmRmProxy.seenBy(cluster, "192.0.2.7")).isPresent();
  }

  @Test
  void thisNodeWhereTheProxyIsSwitchedOn() {
    cluster.set(SCHEDULER, "127.0.0.1:9049");
    cluster.setBoolean("yarn.nodemanager.amrmproxy.enabled", true);
    assertThat(AmRmProxy.seenBy(cluster, "192.0.2.7")).isPresent();
  }

  /** NodeManagers may have one that this application does not use. */
  @Test
  void anRmElsewhereThoughTheProxyIsSwitchedOn() {
    cluster.set(SCHEDULER, "192.0.2.1:8030");
    cluster.setBoolean("yarn.nodemanager.amrmproxy.enabled", true);
    assertThat(AmRmProxy.seenBy(cluster, "192.0.2.7")).isEmpty();
  }

  @Test
  void theProxysPortElsewhere() {
    cluster.set(SCHEDULER, "192.0.2.1:8049");
    assertThat(AmRmProxy.seenBy(cluster, "192.0.2.7")).isEmpty();
  }

  @Test
  void eachOfSeveralRms() {
    cluster.setBoolean("yarn.resourcemanager.ha.enabled", true);
    cluster.set("yarn.resourcemanager.ha.rm-ids", "a,b");
    cluster.set(SCHEDULER + ".a", "192.0.2.1:8030");
    cluster.set(SCHEDULER + ".b", "127.0.0.1:8049");
    assertThat(AmRmProxy.seenBy(cluster, "192.0.2.7").orElseThrow()).contains(SCHEDULER + ".b");
  }

  @Test
  void federation() {
    cluster.set(SCHEDULER, "192.0.2.1:8030");
    cluster.setBoolean("yarn.federation.enabled", true);
    assertThat(AmRmProxy.seenBy(cluster, "192.0.2.7")).contains("yarn.federation.enabled=true");
  }
}
