package io.samzakeeper.samza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.tree.FencedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.samza.Partition;
import org.apache.samza.container.LocalityManager;
import org.apache.samza.container.TaskName;
import org.apache.samza.coordinator.metadatastore.NamespaceAwareCoordinatorStreamStore;
import org.apache.samza.coordinator.stream.messages.SetContainerHostMapping;
import org.apache.samza.startpoint.StartpointManager;
import org.apache.samza.startpoint.StartpointOldest;
import org.apache.samza.system.SystemStreamPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Samza's own managers on the job's tree, against a real ZooKeeper server. */
@Timeout(60)
class ZkMetadataStoreIT {
  private static final List<String> STARTPOINTS =
      List.of(StartpointManager.NAMESPACE, StartpointManager.NAMESPACE + "-fan-out");

  private TestJob job;
  private TestJob.Owner owner;

  @BeforeEach
  void start() throws Exception {
    job = new TestJob();
    owner = job.owner(job.assign("container_1", 1));
  }

  @AfterEach
  void stop() throws Exception {
    job.close();
  }

  @Test
  void startpointsAreFannedOutReadAndRemoved() throws Exception {
    SystemStreamPartition partition = new SystemStreamPartition("kafka", "words", new Partition(0));
    TaskName task = new TaskName("Partition 0");
    StartpointManager before = startpoints(owner);
    before.writeStartpoint(partition, new StartpointOldest());
    before.fanOut(Map.of(task, Set.of(partition)));

    StartpointManager after = startpoints(owner);
    assertThat(after.getFanOutForTask(task)).containsOnlyKeys(partition);
    after.removeFanOutForTask(task);
    assertThat(after.getFanOutForTask(task)).isEmpty();
    assertThat(startpoints(owner).getFanOutForTask(task)).isEmpty();
    assertThat(job.tree().children(TestJob.paths().metadata(StartpointManager.NAMESPACE)))
        .isEmpty();
  }

  @Test
  void localityIsKept() {
    locality(owner).writeContainerToHostMapping("0", "host-1");
    assertThat(locality(owner).readLocality().getProcessorLocality("0").host()).isEqualTo("host-1");
  }

  @Test
  void aWriteOfWhoLostTheProcessorIsRefused() throws Exception {
    locality(owner).writeContainerToHostMapping("0", "host-1");
    LocalityManager late = locality(owner);
    TestJob.Owner winner = job.owner(job.assign("container_2", 1));
    assertThatThrownBy(() -> late.writeContainerToHostMapping("0", "host-2"))
        .isInstanceOf(FencedException.class);
    assertThat(locality(winner).readLocality().getProcessorLocality("0").host())
        .isEqualTo("host-1");
  }

  @Test
  void aNamespaceThatIsNotOpenIsRefused() {
    NamespaceAwareCoordinatorStreamStore other =
        new NamespaceAwareCoordinatorStreamStore(open(owner, "mine"), "other");
    assertThatThrownBy(() -> other.put("k", new byte[] {1})).hasMessageContaining("other");
  }

  private static StartpointManager startpoints(TestJob.Owner owner) {
    StartpointManager manager =
        new StartpointManager(open(owner, STARTPOINTS.toArray(new String[0])));
    manager.start();
    return manager;
  }

  private static LocalityManager locality(TestJob.Owner owner) {
    return new LocalityManager(
        new NamespaceAwareCoordinatorStreamStore(
            open(owner, SetContainerHostMapping.TYPE), SetContainerHostMapping.TYPE));
  }

  private static ZkMetadataStore open(TestJob.Owner owner, String... namespaces) {
    ZkMetadataStore store = new ZkMetadataStore(owner.tree(), List.of(namespaces));
    store.init();
    return store;
  }
}
