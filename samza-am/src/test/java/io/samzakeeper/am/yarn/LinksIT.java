package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.am.supervisor.Action.Launch;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.Event.RmAnswered;
import io.samzakeeper.am.supervisor.Event.RmInSync;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.LaunchSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerExitStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The links against a real RM and real NodeManagers. */
class LinksIT {
  private static final Duration HEARTBEAT = Duration.ofMillis(200);

  @TempDir static Path directory;
  private static MiniYarn yarn;

  private ApplicationId application;

  @BeforeAll
  static void startYarn() throws Exception {
    yarn = new MiniYarn(directory, 2);
  }

  @AfterAll
  static void stopYarn() {
    yarn.close();
  }

  @BeforeEach
  void submit() throws Exception {
    application = yarn.submit();
  }

  @AfterEach
  void kill() throws Exception {
    yarn.kill(application);
  }

  @Test
  void asksLaunchesReleasesAndFinishes() throws Exception {
    AttemptToken token = yarn.token(application, 1);
    Supervision supervision = new Supervision();
    YarnContainers containers = new YarnContainers();
    Path out = directory.resolve("asks.out");
    try (RmLink rm = link(token, containers, supervision);
        NmLink nm =
            nmLink(
                containers,
                supervision,
                "echo $SAMZA_CONTAINER_ID > " + out + "; exec sleep 600")) {
      rm.takeOver();
      RmInSync inSync = supervision.next(RmInSync.class);
      assertThat(inSync.attemptId()).isEqualTo(token.attemptId().toString());
      assertThat(inSync.asksForgotten()).isTrue();
      assertThat(inSync.largestMemoryMb()).isGreaterThan(0);
      await()
          .atMost(MiniYarn.LONG)
          .until(() -> yarn.client().getApplicationReport(application).getHost().equals("here"));

      rm.ask(new Ask(new AskKey(1, 7), 1, 128, 1, Optional.empty()));
      RmAnswered answer = supervision.next(RmAnswered.class);
      assertThat(answer.allocated()).hasSize(1);
      YarnContainer container = answer.allocated().get(0);
      assertThat(container.allocationRequestId()).isEqualTo(7);
      assertThat(container.memoryMb()).isEqualTo(128);
      answer.nmTokens().forEach(nm::token);

      nm.launch(new Launch(container.containerId(), container.node(), Role.WORKER, "0", ""));
      assertThat(supervision.next(Event.Launched.class).containerId())
          .isEqualTo(container.containerId());
      await().atMost(MiniYarn.LONG).until(() -> Files.exists(out) && Files.size(out) > 0);
      assertThat(out).hasContent("0");

      rm.acknowledge();
      rm.release(container.containerId());
      Completion completion = supervision.nextAnswered(rm, RmAnswered::completed);
      assertThat(completion.containerId()).isEqualTo(container.containerId());
      assertThat(completion.exitStatus()).isEqualTo(ContainerExitStatus.ABORTED);

      assertThat(rm.finish(FinalStatus.SUCCEEDED, "all done")).isTrue();
      await()
          .atMost(MiniYarn.LONG)
          .until(
              () ->
                  yarn.client().getApplicationReport(application).getFinalApplicationStatus()
                      == FinalApplicationStatus.SUCCEEDED);
      assertThat(supervision.calls).isEmpty();
    }
  }

  @Test
  void environmentArrivesAsItIs() throws Exception {
    SortedMap<String, String> values = new TreeMap<>();
    values.put("DOLLAR", "a.B$C ${HOME} $(id) $$ `id`");
    values.put("QUOTES", "it's \"quoted\" \\ \\\" 'x'");
    values.put("SPACES", "  two  spaces; a & b | c > d # no ! * ? ~ [a]  ");
    values.put("MARKERS", "<LOG_DIR> <CPS> <ADD_OPENS> {{HOME}} }}{{ {{{x}}} <<LOG_DIR>>");
    values.put("JSON", "{\"a\":{\"b\":{\"c\":[\"$d\"]}}}");
    values.put("LINES", "one\ntwo\n\nthree\t.");
    values.put("UNICODE", "größe ∞");
    values.put("EMPTY", "");
    values.put("PATH_LIKE", "$PATH:/x");
    Supervision supervision = new Supervision();
    YarnContainers containers = new YarnContainers();
    Path out = directory.resolve("environment.out");
    LaunchSpec spec =
        new LaunchSpec(
            List.of(),
            values,
            "env -0 > '" + out + ".tmp' && mv \"" + out + ".tmp\" " + out + " && exec sleep 600");
    try (RmLink rm = link(yarn.token(application, 1), containers, supervision);
        NmLink nm = nmLink(containers, supervision, spec)) {
      rm.takeOver();
      supervision.next(RmInSync.class);
      YarnContainer container = launched(rm, nm, supervision, 1);
      await().atMost(MiniYarn.LONG).until(() -> Files.exists(out));
      Map<String, String> arrived = new TreeMap<>();
      for (String variable : Files.readString(out).split("\0", -1)) {
        int end = variable.indexOf('=');
        if (end > 0) {
          arrived.put(variable.substring(0, end), variable.substring(end + 1));
        }
      }
      assertThat(arrived).containsAllEntriesOf(values);
      assertThat(arrived)
          .containsEntry("SAMZA_CONTAINER_ID", "1")
          .containsEntry("EXECUTION_ENV_CONTAINER_ID", container.containerId())
          .containsEntry("KEEPER_EPOCH", "5")
          .containsEntry("KEEPER_LAUNCH", "digest");
      rm.finish(FinalStatus.SUCCEEDED, "");
    }
  }

  @Test
  void aSecondStartIsNoFailureAndClosingStopsNothing() throws Exception {
    Supervision supervision = new Supervision();
    YarnContainers containers = new YarnContainers();
    try (RmLink rm = link(yarn.token(application, 1), containers, supervision);
        NmLink second = nmLink(containers, supervision, "exec sleep 600")) {
      rm.takeOver();
      supervision.next(RmInSync.class);
      YarnContainer container;
      try (NmLink first = nmLink(containers, supervision, "exec sleep 600")) {
        rm.ask(new Ask(new AskKey(1, 0), 1, 128, 1, Optional.empty()));
        RmAnswered answer = supervision.next(RmAnswered.class);
        container = answer.allocated().get(0);
        answer.nmTokens().forEach(first::token);
        answer.nmTokens().forEach(second::token);
        rm.acknowledge();
        first.launch(new Launch(container.containerId(), container.node(), Role.WORKER, "0", ""));
        supervision.next(Event.Launched.class);
        await().atMost(MiniYarn.LONG).until(() -> yarn.runs(container.containerId()));
      }
      second.launch(new Launch(container.containerId(), container.node(), Role.WORKER, "0", ""));
      assertThat(supervision.next(Event.Launched.class).containerId())
          .isEqualTo(container.containerId());
      assertThat(yarn.runs(container.containerId())).isTrue();
      rm.finish(FinalStatus.SUCCEEDED, "");
    }
  }

  @Test
  void aStartWithoutTokenFails() {
    Supervision supervision = new Supervision();
    try (NmLink nm = nmLink(new YarnContainers(), supervision, "true")) {
      nm.launch(new Launch("container_1_0001_01_000002", yarn.node(0), Role.WORKER, "0", ""));
      assertThat(supervision.next(Event.LaunchFailed.class).reason()).contains("token");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Asks for one container, starts it, and has it acknowledged. */
  private static YarnContainer launched(
      RmLink rm, NmLink nm, Supervision supervision, int processor) throws Exception {
    rm.ask(new Ask(new AskKey(1, processor), 1, 128, 1, Optional.empty()));
    RmAnswered answer = supervision.next(RmAnswered.class);
    assertThat(answer.allocated()).hasSize(1);
    YarnContainer container = answer.allocated().get(0);
    answer.nmTokens().forEach(nm::token);
    rm.acknowledge();
    nm.launch(
        new Launch(
            container.containerId(),
            container.node(),
            Role.WORKER,
            Integer.toString(processor),
            "digest"));
    supervision.next(Event.Launched.class);
    return container;
  }

  private static RmLink link(
      AttemptToken token, YarnContainers containers, Supervision supervision) {
    return new RmLink(
        RmLinkSettings.of("here", 1, "http://127.0.0.1:1/", HEARTBEAT),
        token,
        new YarnRmConnector(yarn.configuration()),
        containers,
        supervision,
        supervision,
        supervision,
        supervision);
  }

  private static NmLink nmLink(YarnContainers containers, Supervision supervision, String command) {
    return nmLink(containers, supervision, new LaunchSpec(List.of(), new TreeMap<>(), command));
  }

  private static NmLink nmLink(
      YarnContainers containers, Supervision supervision, LaunchSpec spec) {
    return new NmLink(
        yarn.configuration(),
        containers,
        new ContainerLaunches(spec, spec, Map.of(), new Credentials(), new Text("secret"), 5),
        supervision,
        supervision,
        NmLinkSettings.DEFAULT);
  }
}
