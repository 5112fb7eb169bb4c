package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.samza.TestJob;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers of one application, one after the other in containers of one node. */
@Timeout(300)
class ClassSharingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private TestJob job;
  private ContainerNode node;

  @BeforeEach
  void start(TestInfo info) throws Exception {
    job = new TestJob();
    job.assign(
        ContainerNode.CONTAINER_ID,
        NumbersJob.plan(job, NumbersJob.config(info.getDisplayName(), 100)));
    node = new ContainerNode(directory, job);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    job.close();
  }

  @Test
  void theFirstWorkerMakesAnArchiveAndTheNextOneUsesIt() throws Exception {
    Process first = node.startWorker(Map.of());
    Path archive = awaitArchive();
    assertThat(node.classesOf("1")).contains(Worker.class.getName()).doesNotContain("file (top)");
    node.kill(first);

    node.startWorker(Map.of());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(usesArchive("2")).isTrue());
    await("it runs: the mark is taken away")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(node.shared()).containsOnly(archive, node.lock()));
  }

  @Test
  void anArchiveThatWasCutShortOrKillsIsLeftAlone() throws Exception {
    node.kill(afterArchive(node.startWorker(Map.of())));
    Path archive = awaitArchive();
    String prefix = archive.getFileName().toString().replaceAll("-.*", "");
    for (int death = 0; death < 4; death++) {
      Files.createFile(archive.resolveSibling(prefix + ".trying-0-" + death));
    }
    node.kill(node.awaitRunning(node.startWorker(Map.of())));
    assertThat(usesArchive("2")).isFalse();

    for (int death = 0; death < 4; death++) {
      Files.delete(archive.resolveSibling(prefix + ".trying-0-" + death));
    }
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      assertThat(archive.toFile().setWritable(true)).isTrue();
      file.setLength(file.length() / 2);
    }
    node.kill(node.awaitRunning(node.startWorker(Map.of())));
    assertThat(usesArchive("3")).isFalse();
  }

  @Test
  void workersStartWithTheArchiveThatCameWithTheJobAndMakeNoOther() throws Exception {
    node.archiveClasses();
    node.startWorker(Map.of());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(usesArchive("1")).isTrue());
    await("it has looked whether to make one: then it runs, and its mark is gone")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(node.shared()).containsOnly(node.lock()));
    try (FileChannel channel = FileChannel.open(node.lock(), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(node.shared()).containsOnly(node.lock());
    }
  }

  @Test
  void anArchiveThatCameWithTheJobAndWasCutShortOrIsOfOtherJarsIsLeftAlone() throws Exception {
    node.archiveClasses();
    FileTime made = Files.getLastModifiedTime(node.jar());
    Files.setLastModifiedTime(node.jar(), FileTime.from(made.toInstant().plusSeconds(2)));
    node.kill(node.awaitRunning(node.startWorker(Map.of())));
    assertThat(usesArchive("1")).isFalse();

    Files.setLastModifiedTime(node.jar(), made);
    try (RandomAccessFile file = new RandomAccessFile(node.archiveOfJob().toFile(), "rw")) {
      assertThat(node.archiveOfJob().toFile().setWritable(true)).isTrue();
      file.setLength(file.length() / 2);
    }
    node.kill(node.awaitRunning(node.startWorker(Map.of())));
    assertThat(usesArchive("2")).isFalse();
  }

  @Test
  void theMakerIsGoneWithItsWorkerAndTheNextOneMakesIt() throws Exception {
    Process first = node.startWorker(Map.of());
    List<ProcessHandle> makers =
        await("a maker").atMost(PATIENCE).until(() -> makersOf(first), found -> !found.isEmpty());
    node.kill(first);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(makers).noneMatch(ProcessHandle::isAlive));
    assertThat(node.archives()).isEmpty();

    node.startWorker(Map.of());
    assertThat(awaitArchive()).isNotEmptyFile();
  }

  @Test
  void nothingIsSharedWhereTheKeyIsOff() throws Exception {
    node.awaitRunning(node.startWorker(Map.of("KEEPER_CLASS_SHARING", "false")));
    assertThat(node.sharedDirectory()).doesNotExist();
  }

  private Path awaitArchive() throws IOException {
    return await("an archive")
        .atMost(PATIENCE)
        .until(node::archives, found -> !found.isEmpty())
        .get(0);
  }

  private Process afterArchive(Process worker) throws IOException {
    assertThat(awaitArchive()).isNotEmptyFile();
    return worker;
  }

  private boolean usesArchive(String container) throws IOException {
    return node.classesOf(container).contains("file (top)");
  }

  private static List<ProcessHandle> makersOf(Process worker) {
    try (Stream<ProcessHandle> descendants = worker.descendants()) {
      List<ProcessHandle> found = descendants.toList();
      boolean making =
          found.stream()
              .anyMatch(
                  process ->
                      process
                          .info()
                          .arguments()
                          .map(List::of)
                          .orElse(List.of())
                          .contains(ClassLister.class.getName()));
      return making ? found : List.of();
    }
  }
}
