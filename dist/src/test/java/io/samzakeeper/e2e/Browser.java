package io.samzakeeper.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A headless Chromium with one page, driven over its DevTools protocol, which is JSON over a
 * WebSocket: the JDK has all that takes. Hears every request that the page makes, and every error
 * in its console.
 */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path profile;
  private final DevTools page;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<String> notLoaded = new CopyOnWriteArrayList<>();

  private Browser(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    this.page = DevTools.connect(address, this::heard);
    for (String domain : List.of("Page", "Network", "Runtime", "Log")) {
      page.call(domain + ".enable", JSON.createObjectNode());
    }
  }

  /** Where Chromium is; nothing where it is not installed. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it with an empty profile. */
  static Browser start() {
    try {
      Path profile = Files.createTempDirectory("keeper-browser");
      Process process =
          new ProcessBuilder(
                  installed().orElseThrow().toString(),
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--disable-dev-shm-usage",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("output").toFile())
              .start();
      try {
        return new Browser(process, profile, pageAddress(profile));
      } catch (RuntimeException | Error e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI pageAddress(Path profile) {
    Path port = profile.resolve("DevToolsActivePort");
    Awaitility.await("Chromium says its port")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> Files.exists(port) && Files.readAllLines(port).size() > 1);
    try {
      URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
      HttpClient client = HttpClient.newHttpClient();
      String targets =
          client
              .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      for (JsonNode target : JSON.readTree(targets)) {
        if (target.path("type").asText().equals("page")) {
          return URI.create(target.get("webSocketDebuggerUrl").asText());
        }
      }
      throw new IllegalStateException("no page in " + targets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void heard(String method, JsonNode event) {
    switch (method) {
      case "Network.requestWillBeSent" -> requests.add(event.at("/request/url").asText());
      case "Runtime.exceptionThrown" -> errors.add(event.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (event.path("type").asText().equals("error")) {
          errors.add(event.path("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = event.path("entry");
        if (entry.path("level").asText().equals("error")) {
          (entry.path("source").asText().equals("network") ? notLoaded : errors)
              .add(entry.path("text").asText() + " " + entry.path("url").asText());
        }
      }
      default -> {
        // The rest is of no interest.
      }
    }
  }

  void open(String url) {
    page.call("Page.navigate", JSON.createObjectNode().put("url", url));
  }

  /** A screen of this size, as a phone's where it is narrow. */
  void screen(int width, int height) {
    page.call(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", width < 600));
  }

  /** What the user prefers: light or dark. */
  void colours(String scheme) {
    ObjectNode media = JSON.createObjectNode();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    page.call("Emulation.setEmulatedMedia", media);
  }

  /** The value of an expression in the page; a promise is waited for. */
  JsonNode evaluate(String expression) {
    JsonNode answer =
        page.call(
            "Runtime.evaluate",
            JSON.createObjectNode()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.at("/result/value");
  }

  /** Waits until the page's text has something. */
  void awaitText(String text) {
    awaitTrue("document.body.innerText.includes(" + quoted(text) + ")");
  }

  void awaitTrue(String expression) {
    Awaitility.await(expression)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              try {
                return evaluate("Boolean(" + expression + ")").asBoolean();
              } catch (IllegalStateException e) {
                return false; // between two pages
              }
            });
  }

  /** With the mouse, as a person does. */
  void click(String selector) {
    String element = "document.querySelector(" + quoted(selector) + ")";
    awaitTrue(element + " && !" + element + ".disabled");
    JsonNode at =
        evaluate(
            "(() => { const e = "
                + element
                + "; e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()");
    for (String type : List.of("mousePressed", "mouseReleased")) {
      page.call(
          "Input.dispatchMouseEvent",
          JSON.createObjectNode()
              .put("type", type)
              .put("x", at.get("x").asDouble())
              .put("y", at.get("y").asDouble())
              .put("button", "left")
              .put("clickCount", 1));
    }
  }

  /** Into what has the focus. */
  void type(String text) {
    page.call("Input.insertText", JSON.createObjectNode().put("text", text));
  }

  /** On the keyboard: Tab, Enter. */
  void press(String key) {
    ObjectNode pressed =
        JSON.createObjectNode()
            .put("key", key)
            .put("code", key)
            .put("windowsVirtualKeyCode", code(key));
    if (key.equals("Enter")) {
      pressed.put("text", "\r");
    }
    page.call("Input.dispatchKeyEvent", pressed.deepCopy().put("type", "keyDown"));
    pressed.remove("text");
    page.call("Input.dispatchKeyEvent", pressed.put("type", "keyUp"));
  }

  private static int code(String key) {
    return switch (key) {
      case "Tab" -> 9;
      case "Enter" -> 13;
      case "Escape" -> 27;
      default -> throw new IllegalArgumentException(key);
    };
  }

  /** Keeps what is seen as a picture, for people. */
  void screenshot(Path file) {
    JsonNode picture =
        page.call("Page.captureScreenshot", JSON.createObjectNode().put("format", "png"));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(picture.get("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was heard until now is forgotten, and who was logged in. */
  void startAnew() {
    open("about:blank");
    page.call("Network.clearBrowserCookies", JSON.createObjectNode());
    requests.clear();
    errors.clear();
    notLoaded.clear();
  }

  /** Addresses of all requests since the start. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Errors in the console, but for answers that are no success: see {@link #notLoaded}. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  /** Requests that failed, in the console's words. */
  List<String> notLoaded() {
    return List.copyOf(notLoaded);
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    page.close();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      all.forEach(ProcessHandle::destroyForcibly);
      try (Stream<Path> files = Files.walk(profile)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      System.out.println("left behind: " + profile + " (" + e + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
