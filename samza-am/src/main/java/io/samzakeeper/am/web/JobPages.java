package io.samzakeeper.am.web;

import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.http.HttpServer2;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server of a candidate, on a port that is free. It starts when it is told to, beside
 * everything else, since nothing but people waits for it, and says that its process does not lead
 * until it is shown a job. Safe for any thread.
 */
public final class JobPages implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobPages.class);

  /** Directory below {@code webapps} with the page. */
  private static final String WEBAPP = "job";

  private static final String ANY_ADDRESS = "0.0.0.0";
  private static final int THREADS = 16;

  /** All of them are in a document of their own. */
  private static final int EVENTS_IN_STATUS = 50;

  /** Nothing from elsewhere, nothing inline; see also what HttpServer2 sets by itself. */
  private static final String SECURITY_POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'";

  private final StatusJson json;
  private final CompletableFuture<HttpServer2> server = new CompletableFuture<>();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Supplier<HttpServer2> starter;
  private final String host;

  private final JobId job;
  private final TimeLine timeLine = new TimeLine();
  private final JobApi api;
  private final ScheduledExecutorService sampler;

  private volatile Optional<ShownJob> shown = Optional.empty();

  /** Who leads, for as long as this process does not. */
  private volatile Optional<LedBy> ledBy = Optional.empty();

  record LedBy(LeaderRecord leader, int epoch) {}

  /**
   * @param applicationId whose pages these are, for the way back through the proxy
   * @param host that others know this machine by
   * @param user whose containers they are, for links to their logs
   */
  public JobPages(
      Configuration cluster, JobId job, String applicationId, String host, String user) {
    this.host = host;
    this.job = job;
    this.json = new StatusJson(job, applicationId, user);
    this.api =
        new JobApi(
            new LiveDocuments(job, applicationId, user), timeLine, java.time.Clock.systemUTC());
    this.sampler = Executors.newSingleThreadScheduledExecutor(JobPages::sampling);
    this.starter = () -> start(cluster, applicationId, host);
  }

  /** Begins to start if it has not yet; returns at once. */
  public void begin() {
    if (begun.compareAndSet(false, true)) {
      server.completeAsync(starter, task -> daemon(task).start());
    }
  }

  /**
   * {@code host:port}; empty when the server could not start, which the job does not suffer from.
   * Begins to start if nobody has, and waits for it.
   */
  public String address() {
    begin();
    try {
      return host + ":" + server.join().getConnectorAddress(0).getPort();
    } catch (CompletionException e) {
      return ""; // logged when it happened
    }
  }

  /** For the ResourceManager's proxy; empty as {@link #address} is. Waits for the start. */
  public String url() {
    String address = address();
    return address.isEmpty() ? "" : "http://" + address + "/";
  }

  /** This process leads now. */
  public void show(ShownJob leading) {
    shown = Optional.of(leading);
    ScheduledFuture<?> unused =
        sampler.scheduleWithFixedDelay(
            this::sample, 0, TimeLine.PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sample() {
    shown.ifPresent(
        job ->
            job.view()
                .ifPresent(view -> timeLine.add(view, job.reports().totals(), Instant.now())));
  }

  /** This process does not lead any more: what it knew of the job is not shown from here on. */
  public void standBy() {
    shown = Optional.empty();
    sampler.shutdownNow();
  }

  /** The job, while this process leads it. */
  Optional<ShownJob> shown() {
    return shown;
  }

  JobApi api() {
    return api;
  }

  JobId job() {
    return job;
  }

  /** Who leads: shown while this process does not. */
  public void ledBy(LeaderRecord leader, int epoch) {
    ledBy = Optional.of(new LedBy(leader, epoch));
  }

  @Override
  public void close() {
    sampler.shutdownNow();
    CompletableFuture<Void> unused = server.thenAccept(JobPages::stop);
  }

  /** The document of {@code GET api/v1/status}. */
  private byte[] status() {
    Optional<ShownJob> current = shown;
    return current
        .flatMap(ShownJob::view)
        .map(
            view ->
                json.leading(
                    view,
                    newest(current.get().events()),
                    current.get().candidates(),
                    current.get().reports()))
        .orElseGet(() -> json.standingBy(ledBy));
  }

  private static List<JobEvent> newest(List<JobEvent> events) {
    return events.subList(Math.max(0, events.size() - EVENTS_IN_STATUS), events.size());
  }

  private HttpServer2 start(Configuration cluster, String applicationId, String bindHost) {
    try {
      HttpServer2 started = startAnywhere(cluster, applicationId, bindHost);
      LOG.info("The job's page listens at {}:{}", host, started.getConnectorAddress(0).getPort());
      return started;
    } catch (IOException | RuntimeException e) {
      LOG.error("There will be no page of the job", e);
      throw new CompletionException(e);
    }
  }

  private HttpServer2 startAnywhere(Configuration cluster, String applicationId, String bindHost)
      throws IOException {
    try {
      return startAt(cluster, applicationId, bindHost);
    } catch (BindException e) {
      // The NodeManager's name for this machine need not be an address of ours, in a bridged
      // network for instance.
      LOG.info("Cannot listen at {} ({}): listening at any address", bindHost, e.getMessage());
      return startAt(cluster, applicationId, ANY_ADDRESS);
    }
  }

  private static void stop(HttpServer2 server) {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("The job's page did not stop cleanly: {}", e.toString());
    }
  }

  private static Thread sampling(Runnable task) {
    Thread thread = new Thread(task, "job-pages-samples");
    thread.setDaemon(true);
    return thread;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "job-pages-start");
    thread.setDaemon(true);
    return thread;
  }

  private HttpServer2 startAt(Configuration cluster, String applicationId, String bindHost)
      throws IOException {
    Configuration configuration = new Configuration(cluster);
    configuration.set(
        HttpServer2.FILTER_INITIALIZER_PROPERTY, ProxyFilterInitializer.class.getName());
    configuration.set(ProxyFilterInitializer.PROXY_BASE, "/proxy/" + applicationId);
    configuration.setInt(HttpServer2.HTTP_MAX_THREADS_KEY, THREADS);
    configuration.set("hadoop.http.header.Content-Security-Policy", SECURITY_POLICY);
    HttpServer2 starting =
        new HttpServer2.Builder()
            .setName(WEBAPP)
            .setConf(configuration)
            .addEndpoint(URI.create("http://" + bindHost + ":0"))
            .build();
    starting.setAttribute(StatusServlet.STATUS, (Supplier<byte[]>) this::status);
    starting.setAttribute(ApiServlet.PAGES, this);
    starting.addServlet("page", "", PageServlet.class);
    starting.addServlet("status", "/api/v1/status", StatusServlet.class);
    starting.addServlet("api", "/api/v1/*", ApiServlet.class);
    for (String stock : List.of("metrics", "task-context", "am", "config")) {
      starting.addServlet(stock, "/" + stock, StockServlet.class);
    }
    starting.addServlet("prometheus", "/prometheus", PrometheusServlet.class);
    starting.start();
    return starting;
  }
}
