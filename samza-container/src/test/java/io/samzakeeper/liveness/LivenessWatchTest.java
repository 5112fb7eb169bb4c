package io.samzakeeper.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Real sockets; a port that is closed is what the kernel makes of a process that has died. */
class LivenessWatchTest {
  private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

  private final BlockingQueue<String> dead = new LinkedBlockingQueue<>();
  private final LivenessWatch watch = new LivenessWatch("liveness-test", dead::add);
  private final List<AutoCloseable> open = new ArrayList<>(List.of(watch));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void processThatDiesIsToldAtOnceAndOnce() throws Exception {
    LivenessPort one = port("one");
    LivenessPort other = port("other");
    watch.follow("one", one.address());
    watch.follow("one", one.address());
    watch.follow("other", other.address());

    one.close();

    assertThat(nextDead()).isEqualTo("one");
    other.close();
    assertThat(nextDead()).isEqualTo("other");
    assertThat(dead).isEmpty();
  }

  @Test
  void portThatBelongsToAnotherProcessByNowIsADeath() throws Exception {
    watch.follow("one", port("another").address());

    assertThat(nextDead()).isEqualTo("one");
  }

  @Test
  void connectionThatEndsWhileItsProcessLivesIsMadeAgain() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      watch.follow("one", HOST + ":" + server.getLocalPort());
      for (int times = 0; times < 3; times++) {
        greet(server, "one\n").close();
      }
      try (Socket last = greet(server, "one\n")) {
        assertThat(last.isConnected()).isTrue();
        assertThat(dead).isEmpty();
      }
    }
    assertThat(nextDead()).isEqualTo("one");
  }

  @Test
  void whoIsLeftIsNotToldOf() throws Exception {
    LivenessPort left = port("left");
    LivenessPort followed = port("followed");
    watch.follow("left", left.address());
    watch.follow("followed", followed.address());
    watch.leave("left");

    left.close();
    followed.close();

    assertThat(nextDead()).isEqualTo("followed");
    assertThat(dead).isEmpty();
  }

  @RepeatedTest(5)
  void followsManyOnOneThread() throws Exception {
    Set<String> ids = new TreeSet<>();
    List<LivenessPort> ports = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      LivenessPort port = port("process-" + i);
      ports.add(port);
      ids.add("process-" + i);
      watch.follow("process-" + i, port.address());
    }
    for (LivenessPort port : ports) {
      port.close();
    }
    Set<String> told = new TreeSet<>();
    while (told.size() < ids.size()) {
      told.add(nextDead());
    }
    assertThat(told).isEqualTo(ids);
  }

  @Test
  void newsAreToldToWhoAsks() throws Exception {
    BlockingQueue<String> news = new LinkedBlockingQueue<>();
    LivenessPort port = port("one");
    port.tell("told before anybody asked");
    reader(news).follow("one", port.address());
    assertThat(next(news)).isEqualTo("one: told before anybody asked");

    port.tell("later");
    assertThat(next(news)).isEqualTo("one: later");

    String large = "x".repeat(900_000);
    port.tell(large);
    assertThat(next(news)).isEqualTo("one: " + large);
    assertThat(dead).isEmpty();
  }

  /** As leaders of an earlier version are, which take a process that says more for another one. */
  @Test
  void whoDoesNotAskHearsNone() throws Exception {
    BlockingQueue<String> news = new LinkedBlockingQueue<>();
    LivenessPort port = port("one");
    watch.follow("one", port.address());
    reader(news).follow("one", port.address());

    for (String line : List.of("a", "b", "c")) {
      port.tell(line);
      assertThat(next(news)).isEqualTo("one: " + line);
    }

    assertThat(dead).isEmpty();
  }

  @Test
  void processOfAnEarlierVersionIsSeenToDieAndTellsNothing() throws Exception {
    BlockingQueue<String> news = new LinkedBlockingQueue<>();
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      reader(news).follow("one", HOST + ":" + server.getLocalPort());
      greet(server, "one\n").close(); // with the request unread
      try (Socket last = greet(server, "one\n")) {
        assertThat(last.isConnected()).isTrue();
      }
    }
    assertThat(nextDead()).isEqualTo("one");
    assertThat(news).isEmpty();
  }

  @Test
  void halfALineOfAConnectionThatEndsIsNone() throws Exception {
    BlockingQueue<String> news = new LinkedBlockingQueue<>();
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      reader(news).follow("one", HOST + ":" + server.getLocalPort());
      greet(server, "one\nhalf a").close();
      try (Socket last = greet(server, "one\nwhole\n")) {
        assertThat(next(news)).isEqualTo("one: whole");
        assertThat(last.isConnected()).isTrue();
      }
    }
  }

  @Test
  void lineThatIsTooLongIsLeftOut() throws Exception {
    BlockingQueue<String> news = new LinkedBlockingQueue<>();
    LivenessPort port = port("one");
    port.tell("x".repeat(News.LONGEST + 1));
    reader(news).follow("one", port.address());
    port.tell("short");

    assertThat(next(news)).isEqualTo("one: short");
  }

  @Test
  void whoAsksForSomethingThatIsNotKnownIsGreetedAndLetBe() throws Exception {
    LivenessPort port = port("one");
    try (Socket other = connect(port)) {
      other.getOutputStream().write("weather\nnews\n".getBytes(StandardCharsets.UTF_8));
      port.tell("a line");
      assertThat(other.getInputStream().readNBytes(4)).isEqualTo(bytes("one\n"));
      port.close();
      assertThat(other.getInputStream().readAllBytes()).isEmpty();
    }
  }

  private static Socket connect(LivenessPort port) throws IOException {
    int colon = port.address().lastIndexOf(':');
    return new Socket(HOST, Integer.parseInt(port.address().substring(colon + 1)));
  }

  private LivenessWatch reader(BlockingQueue<String> news) {
    LivenessWatch reader =
        new LivenessWatch(
            "news-test",
            dead::add,
            (id, line) -> news.add(id + ": " + new String(line, StandardCharsets.UTF_8)));
    open.add(reader);
    return reader;
  }

  private static String next(BlockingQueue<String> news) throws InterruptedException {
    String next = news.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("news").isNotNull();
    return next;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String nextDead() throws InterruptedException {
    String next = dead.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("a process that is told dead").isNotNull();
    return next;
  }

  private LivenessPort port(String id) throws IOException {
    LivenessPort port = new LivenessPort(HOST, id);
    open.add(port);
    return port;
  }

  private static Socket greet(ServerSocket server, String greeting) throws IOException {
    Socket connection = server.accept();
    connection.getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8));
    return connection;
  }
}
