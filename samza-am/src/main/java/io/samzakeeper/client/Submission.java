package io.samzakeeper.client;

import io.samzakeeper.am.ApplicationSecret;
import io.samzakeeper.change.SubmissionClaim;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.WorkerLaunch;
import io.samzakeeper.launch.Launches;
import io.samzakeeper.launch.WorkerFiles;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.TreeSecret;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.zookeeper.ZooDefs;

/**
 * Brings a job to YARN: everything is checked and planned first; then it is written to the tree;
 * then the application is submitted. What fails before the end leaves nothing behind.
 */
final class Submission {
  private static final int SECRET_BYTES = 32;
  private static final Duration END_PATIENCE = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final CuratorFramework zooKeeper;
  private final Configuration hadoop;
  private final Framework framework;
  private final PlannerProcess planner;
  private final Path cache;
  private final Consumer<String> progress;

  Submission(
      Cluster cluster,
      CuratorFramework zooKeeper,
      Configuration hadoop,
      Framework framework,
      PlannerProcess planner,
      Path cache,
      Consumer<String> progress) {
    this.cluster = cluster;
    this.zooKeeper = zooKeeper;
    this.hadoop = hadoop;
    this.framework = framework;
    this.planner = planner;
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Submits.
   *
   * @return the id of the application, which YARN has accepted
   */
  String submit(JobConfig config) throws IOException, InterruptedException {
    JobId jobId = config.jobId();
    Cluster.NewApplication application = cluster.newApplication();
    ClusterLimits.check(config, cluster, application);
    refuseIfActive(cluster.activeByName(jobId.applicationName(), AmContext.type(config)));

    JobTree tree = new JobTree(zooKeeper, JobPaths.of(config.zkRoot(), jobId));
    Staging staging = Staging.of(config, hadoop);
    Optional<ZooKeeperConnection.Digest> secret = secret(config);
    TreeProtection protection =
        new TreeProtection(
            tree,
            switch (config.zkAcl()) {
              case DIGEST -> TreeSecret.only(secret.orElseThrow());
              case SASL -> SaslIdentity.only(zooKeeper);
              case OPEN -> ZooDefs.Ids.OPEN_ACL_UNSAFE;
            });
    protection.begin();
    try (SubmissionClaim claim = SubmissionClaim.take(tree, submitter())) {
      Registration registration = new Registration(tree, claim);
      boolean submitted = false;
      String applicationId = application.id().toString();
      ExecutorService background = Executors.newCachedThreadPool(Submission::daemon);
      try {
        refuseIfActive(
            registration
                .lastApplication()
                .map(Application::applicationId)
                .flatMap(cluster::report)
                .filter(YarnCluster::isActive));
        protection.takeOver();
        JobCode code = JobCode.fetch(config, hadoop, staging, cache);
        progress.accept("Planning " + jobId);
        ClassArchives classes = new ClassArchives(config, framework, cache, staging, progress);
        // Uploads and plans at once: both take seconds, and neither needs the other.
        Future<Optional<LaunchSpec.Resource>> amClasses = background.submit(classes::forAm);
        Future<Optional<LaunchSpec.Resource>> workerClasses =
            background.submit(() -> classes.forWorkers(code, workerPart(code)));
        Future<Resources> uploads = background.submit(() -> upload(config, code, staging));
        PlannerResult plan = plan(config, registration, code);
        plan.notices().forEach(progress);
        Resources resources = await(uploads);
        await(amClasses).ifPresent(resources.am()::add);
        await(workerClasses).ifPresent(resources.worker()::add);

        LaunchSpec am = Launches.am(config, resources.am());
        LaunchSpec worker = Launches.worker(config, resources.worker());
        registration.register(
            applicationId,
            new ConfigGeneration(
                config.values(), submitter(), "submitted", System.currentTimeMillis()),
            plan,
            WorkerLaunch.of(config, worker),
            am);
        submitted = true;
        cluster.submit(
            AmContext.of(
                config,
                application.id(),
                WorkerFiles.beside(am, worker),
                credentials(staging, secret)));
        await(workerClasses).ifPresent(classes::forgetOthers);
        return applicationId;
      } catch (Exception | Error e) {
        if (submitted) {
          killQuietly(applicationId);
        }
        rollBack(registration, e);
        throw e;
      } finally {
        end(background);
      }
    }
  }

  private Optional<ZooKeeperConnection.Digest> secret(JobConfig config) throws IOException {
    return switch (config.zkAcl()) {
      case DIGEST -> Optional.of(UserSecret.of(config, hadoop).make());
      case SASL, OPEN -> Optional.empty();
    };
  }

  /** What is still under way, after a failure, takes its temporary files with it. */
  private void end(ExecutorService background) throws InterruptedException {
    background.shutdownNow();
    if (!background.awaitTermination(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      progress.accept("An upload does not end; what it has written so far may be left");
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "upload");
    thread.setDaemon(true);
    return thread;
  }

  /** Of a launch; may be added to. */
  private record Resources(List<LaunchSpec.Resource> am, List<LaunchSpec.Resource> worker) {}

  private static Framework.Part workerPart(JobCode code) {
    return code.bringsSamza() ? Framework.Part.WORKER : Framework.Part.WORKER_WITH_SAMZA;
  }

  private Resources upload(JobConfig config, JobCode code, Staging staging) throws IOException {
    List<LaunchSpec.Resource> am = new ArrayList<>();
    am.add(framework.upload(Framework.Part.AM, staging).as("__keeper", "ARCHIVE"));
    am.add(HadoopConf.upload(hadoop, staging).as("__hadoop", "ARCHIVE"));
    List<LaunchSpec.Resource> worker = new ArrayList<>(ExtraResources.of(config, hadoop));
    worker.add(framework.upload(workerPart(code), staging).as("__keeper", "ARCHIVE"));
    worker.add(code.resource());
    return new Resources(am, worker);
  }

  private static <T> T await(Future<T> upload) throws IOException, InterruptedException {
    try {
      return upload.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClientException known) {
        throw known;
      }
      if (e.getCause() instanceof InvalidConfigException known) {
        throw known;
      }
      throw new ClientException(
          ClientExit.UNREACHABLE,
          "could not upload to the staging directory: " + e.getCause().getMessage(),
          e.getCause());
    }
  }

  private PlannerResult plan(JobConfig config, Registration registration, JobCode code)
      throws IOException, InterruptedException {
    PlannerRequest request =
        PlannerRequest.plan(
            config.values(),
            registration.previousModel(),
            registration.metadata(),
            true,
            !registration.hasCheckpoints());
    return planner.ask(request, code.classPath(), code.bringsSamza());
  }

  private Credentials credentials(Staging staging, Optional<ZooKeeperConnection.Digest> user)
      throws IOException {
    Credentials credentials = new Credentials();
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    credentials.addSecretKey(ApplicationSecret.ALIAS, secret);
    user.ifPresent(
        digest ->
            credentials.addSecretKey(
                new Text(TreeSecret.ALIAS), digest.password().getBytes(StandardCharsets.US_ASCII)));
    if (UserGroupInformation.isSecurityEnabled()) {
      String renewer = hadoop.get(YarnConfiguration.RM_PRINCIPAL);
      staging.fileSystem().addDelegationTokens(renewer, credentials);
    }
    return credentials;
  }

  private static void refuseIfActive(Optional<ApplicationReport> active) {
    active.ifPresent(
        report -> {
          throw new ClientException(
              ClientExit.ALREADY_RUNNING,
              report.getName()
                  + " runs already as "
                  + report.getApplicationId()
                  + " ("
                  + report.getYarnApplicationState()
                  + "); end it with --operation=kill first, or give this one another job.id");
        });
  }

  /** What failed first is what the user has to know; what could not be taken back, too. */
  private void rollBack(Registration registration, Throwable failure) {
    try {
      registration.rollBack();
    } catch (ClientException | TreeException e) {
      failure.addSuppressed(e);
      progress.accept("Something may be left in ZooKeeper: " + e.getMessage());
    }
  }

  private void killQuietly(String applicationId) {
    try {
      if (cluster.report(applicationId).filter(YarnCluster::isActive).isPresent()) {
        cluster.kill(applicationId);
      }
    } catch (ClientException e) {
      progress.accept("Could not kill " + applicationId + ": " + e.getMessage());
    }
  }

  /** This command, for people. */
  static String submitter() throws IOException {
    return UserGroupInformation.getCurrentUser().getShortUserName()
        + "@"
        + InetAddress.getLocalHost().getHostName()
        + "/"
        + ProcessHandle.current().pid();
  }
}
