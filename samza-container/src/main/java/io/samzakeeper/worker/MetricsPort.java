package io.samzakeeper.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.samzakeeper.metrics.PrometheusText;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics} over HTTP, for whoever asks, with nothing in it but figures. By the JDK's own
 * server: a worker's class path is the job's.
 */
final class MetricsPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsPort.class);
  private static final String PATH = "/metrics";

  private final String address;
  private final HttpServer server;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(MetricsPort::daemon);

  /**
   * @param host that others know this machine by
   * @param port 0 for one that is free
   * @param text what is served, measured anew for each
   * @throws IOException if the port cannot be opened
   */
  MetricsPort(String host, int port, Supplier<String> text) throws IOException {
    this.server = bind(host, port);
    this.address = host + ":" + server.getAddress().getPort();
    server.createContext(PATH, exchange -> answer(exchange, text));
    server.setExecutor(thread);
    server.start();
  }

  /** {@code host:port}. */
  String address() {
    return address;
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }

  private static void answer(HttpExchange exchange, Supplier<String> text) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")
          || !exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
        return;
      }
      byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", PrometheusText.CONTENT_TYPE);
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length);
      exchange.getResponseBody().write(body);
    } catch (RuntimeException e) {
      LOG.warn("Metrics could not be measured", e);
      throw e;
    }
  }

  /** The NodeManager's name for this machine need not be an address of ours. */
  private static HttpServer bind(String host, int port) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
    } catch (IOException e) {
      LOG.debug("Cannot listen at {}: {}", host, e.toString());
      return HttpServer.create(new InetSocketAddress(port), 0);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "metrics-port");
    thread.setDaemon(true);
    return thread;
  }
}
