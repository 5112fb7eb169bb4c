package io.samzakeeper.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A connection to one page of a browser: calls with their answers, and events. */
final class DevTools implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final AtomicInteger last = new AtomicInteger();
  private final BiConsumer<String, JsonNode> events;
  private WebSocket socket;

  private DevTools(BiConsumer<String, JsonNode> events) {
    this.events = events;
  }

  /**
   * @param events told of each, by the connection's thread
   */
  static DevTools connect(URI address, BiConsumer<String, JsonNode> events) {
    DevTools connection = new DevTools(events);
    connection.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, connection.new Listener())
            .join();
    return connection;
  }

  /** Blocks until it is answered. */
  JsonNode call(String method, ObjectNode parameters) {
    int id = last.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    calls.put(id, answer);
    ObjectNode call = JSON.createObjectNode().put("id", id).put("method", method);
    call.set("params", parameters);
    synchronized (this) {
      socket.sendText(call.toString(), true).join();
    }
    try {
      JsonNode seen = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (seen.has("error")) {
        throw new IllegalStateException(method + ": " + seen.get("error"));
      }
      return seen.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(method, e);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      message.append(data);
      if (isLast) {
        String whole = message.toString();
        message.setLength(0);
        received(whole);
      }
      from.request(1);
      return null;
    }
  }

  private void received(String message) {
    try {
      JsonNode node = JSON.readTree(message);
      if (node.has("id")) {
        CompletableFuture<JsonNode> call = calls.remove(node.get("id").asInt());
        if (call != null) {
          call.complete(node);
        }
      } else {
        events.accept(node.path("method").asText(), node.path("params"));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(message, e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
