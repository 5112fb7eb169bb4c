package io.samzakeeper.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Status;
import io.samzakeeper.job.Znodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.samza.config.ConfigLoaderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The planner as its callers start it: exit codes, files, and nothing on standard output. */
class PlannerProcessIT {
  @TempDir Path directory;

  private Path request;
  private Path result;

  @BeforeEach
  void names() {
    request = directory.resolve("request.json");
    result = directory.resolve("result.json");
  }

  @Test
  void aResultEndsWithZero() throws Exception {
    load(
        SampleJobs.Loader.class,
        Map.of("job.config.loader.properties.name", "loaded", "dollar", "A$B 'c' \"d\" é"));

    assertThat(run(request.toString(), result.toString())).isEqualTo(0);

    assertThat(readResult().config())
        .containsEntry("job.name", "loaded")
        .containsEntry("dollar", "A$B 'c' \"d\" é");
    try (var files = Files.list(directory)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("request.json", "result.json", "out", "err");
    }
  }

  @Test
  void badInputEndsWithTwo() throws Exception {
    Files.write(
        request,
        Znodes.encode(PlannerRequest.plan(new TreeMap<>(), "", new TreeMap<>(), true, true)));

    assertThat(run(request.toString(), result.toString())).isEqualTo(2);

    assertThat(readResult().status()).isEqualTo(Status.BAD_INPUT);
    assertThat(readResult().problem().key()).isEqualTo("job.name");
  }

  @Test
  void anEnvironmentThatIsNotThereEndsWithThree() throws Exception {
    load(SampleJobs.UnreachableLoader.class, Map.of());

    assertThat(run(request.toString(), result.toString())).isEqualTo(3);

    assertThat(readResult().problem().message()).contains("Connection refused");
    assertThat(directory.resolve("out")).isEmptyFile();
    assertThat(directory.resolve("err")).content().contains("asking the source");
  }

  @Test
  void aRequestOfAnotherFormatEndsWithOne() throws Exception {
    Files.writeString(request, "{\"format\":99}");

    assertThat(run(request.toString(), result.toString())).isEqualTo(1);

    assertThat(readResult().problem().message()).contains("format 99");
  }

  @Test
  void wrongArgumentsEndWithOne() throws Exception {
    assertThat(run(request.toString())).isEqualTo(1);

    assertThat(directory.resolve("err")).content().contains("usage: PlannerMain");
  }

  private void load(Class<? extends ConfigLoaderFactory> loader, Map<String, String> more)
      throws IOException {
    TreeMap<String, String> config = new TreeMap<>(more);
    config.put("job.config.loader.factory", loader.getName());
    Files.write(request, Znodes.encode(PlannerRequest.loadConfig(config)));
  }

  private PlannerResult readResult() throws IOException {
    return Znodes.decode("result", Files.readAllBytes(result), PlannerResult.class);
  }

  private int run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PlannerMain.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
