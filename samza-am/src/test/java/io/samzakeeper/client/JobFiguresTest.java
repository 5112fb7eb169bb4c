package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With this test in the place of YARN's proxy. */
class JobFiguresTest {
  private static final String STATUS =
      """
      {"leading": true,
       "work": {"reporting": 1, "lagMessages": 12, "messagesPerSecond": 300.4, "cpuCores": 0.521,
                "memoryBytes": 812000000},
       "processors": [
         {"processor": "0", "figures": {"lagMessages": 12, "memoryBytes": 812000000}},
         {"processor": "1"}]}
      """;

  private HttpServer server;
  private String asked;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void areWhatTheLeaderSays() {
    answer(200, STATUS);

    JobFigures figures = JobFigures.ask(url("/proxy/application_1_0001/"), "al ice");

    assertThat(asked).isEqualTo("/proxy/application_1_0001/api/v1/status?user.name=al+ice");
    assertThat(figures.line())
        .contains("Lag 12, 300 messages/s, 0.52 cores, 812 MB, of 1 container");
    assertThat(figures.of("0")).isEqualTo(", lag 12, 812 MB");
    assertThat(figures.of("1")).isEmpty();
  }

  @Test
  void lagThatNoWorkerKnowsIsNotKnown() {
    answer(200, "{\"work\": {\"reporting\": 2, \"memoryBytes\": 2000000}}");

    assertThat(JobFigures.ask(url("/proxy/a"), "alice").line())
        .contains("Lag not known, 2 MB, of 2 containers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{}", "[]", "", "{\"leading\": false}"})
  void anythingElseIsNoAnswer(String other) {
    answer(200, other);
    assertThat(JobFigures.ask(url("/proxy/a/"), "alice").line()).isEmpty();
  }

  @Test
  void aRefusalIsNoAnswer() {
    answer(403, STATUS);
    assertThat(JobFigures.ask(url("/proxy/a/"), "alice").line()).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedForLong() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort() + "/proxy/a/";
      assertThat(JobFigures.ask(url, "alice").line()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"N/A", "", "file:///nowhere/"})
  void noUrlNoAnswer(String url) {
    assertThat(JobFigures.ask(url, "alice").line()).isEmpty();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answer(int status, String body) {
    server.createContext(
        "/",
        exchange -> {
          asked = exchange.getRequestURI().toString();
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
