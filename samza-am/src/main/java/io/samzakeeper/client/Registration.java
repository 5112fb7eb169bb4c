package io.samzakeeper.client;

import io.samzakeeper.change.SubmissionClaim;
import io.samzakeeper.change.TreeWrites;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.WorkerLaunch;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;

/**
 * A client's work on a job's tree while it submits, under its {@link SubmissionClaim}. Should the
 * claim be lost, the version of {@code application} makes sure that of two submissions one is
 * refused.
 */
final class Registration {
  private final JobTree tree;
  private final JobPaths paths;
  private final CuratorFramework client;
  private final SubmissionClaim claim;
  private final SamzaState samza;
  private final Optional<Versioned<Application>> before;
  private final List<Long> newConfigs = new ArrayList<>();
  private final List<Long> newPlans = new ArrayList<>();
  private SortedMap<String, SortedMap<String, byte[]>> metadataBefore = new TreeMap<>();
  private boolean metadataChanged;
  private boolean registered;
  private Optional<Long> configBefore = Optional.empty();
  private Optional<Long> planBefore = Optional.empty();
  private Optional<LaunchSpec> launchAmBefore = Optional.empty();

  /** Reads what is there. */
  Registration(JobTree tree, SubmissionClaim claim) {
    this.tree = tree;
    this.paths = tree.paths();
    this.client = tree.client();
    this.claim = claim;
    this.samza = new SamzaState(tree);
    tree.sync();
    this.before = tree.application();
  }

  /** The application that ran the job last, as the tree has it. */
  Optional<Application> lastApplication() {
    return before.map(Versioned::value);
  }

  /** What Samza's own managers have in the tree, for the planner. */
  SortedMap<String, SortedMap<String, byte[]>> metadata() {
    metadataBefore = samza.metadata();
    return metadataBefore;
  }

  boolean hasCheckpoints() {
    return samza.hasCheckpoints();
  }

  /** The model of the plan that is current; empty where there is none. */
  String previousModel() {
    return tree.plan()
        .current()
        .map(
            current ->
                Znodes.decode(
                        paths.plan(), tree.plan().read(current.value().generation()), Plan.class)
                    .model())
        .orElse("");
  }

  /**
   * Writes all that the application needs and makes it the job's application; durable on return.
   * From here on nothing of an earlier application can write to the tree.
   */
  void register(
      String applicationId,
      ConfigGeneration config,
      PlannerResult result,
      WorkerLaunch worker,
      LaunchSpec launchAm) {
    try {
      int configPointer = tree.config().pointerVersion();
      int planPointer = tree.plan().pointerVersion();
      configBefore = tree.config().current().map(c -> c.value().generation());
      planBefore = tree.plan().current().map(c -> c.value().generation());
      launchAmBefore = tree.read(paths.launchAm(), LaunchSpec.class).map(Versioned::value);
      long configGeneration = tree.config().write(Znodes.encode(config));
      newConfigs.add(configGeneration);
      long planGeneration =
          tree.plan()
              .write(
                  generation ->
                      Znodes.encode(
                          new Plan(
                              generation,
                              configGeneration,
                              result.tasks(),
                              result.shares(),
                              result.inputs(),
                              result.model(),
                              worker,
                              RollOut.NONE)));
      newPlans.add(planGeneration);
      forgetLastApplication();
      metadataChanged = true;
      samza.replaceMetadata(result.metadata());
      if (result.discardCheckpoints()) {
        samza.discardCheckpoints();
      }
      samza.addCheckpoints(result.checkpoints());

      List<CuratorOp> last = new ArrayList<>();
      byte[] application =
          Znodes.encode(
              new Application(
                  applicationId,
                  Application.State.RUNNING,
                  claim.submitter(),
                  System.currentTimeMillis(),
                  ""));
      last.add(
          before.isPresent()
              ? client
                  .transactionOp()
                  .setData()
                  .withVersion(before.get().version())
                  .forPath(paths.application(), application)
              : client.transactionOp().create().forPath(paths.application(), application));
      last.add(tree.config().switchTo(configGeneration, configPointer));
      last.add(tree.plan().switchTo(planGeneration, planPointer));
      last.add(TreeWrites.put(client, paths.launchAm(), Znodes.encode(launchAm)));
      if (tree.read(paths.end(), EndRequest.class).isPresent()) {
        last.add(client.transactionOp().delete().forPath(paths.end()));
      }
      client.transaction().forOperations(last);
      registered = true;
      tree.config().prune();
      tree.plan().prune();
    } catch (TreeException e) {
      throw failed("register the application", e);
    } catch (KeeperException.BadVersionException | KeeperException.NodeExistsException e) {
      throw new ClientException(
          ClientExit.ALREADY_RUNNING, "another client has submitted the job meanwhile", e);
    } catch (Exception e) {
      throw failed("register the application", e);
    }
  }

  /**
   * Leaves the tree as it was found, after a submission that failed. Where the claim was lost to
   * another client, the tree is that client's, and stays as it is.
   */
  void rollBack() {
    try {
      if (!claim.held()) {
        return;
      }
      if (!claim.treeWasThere()) {
        for (String applicationId : tree.children(paths.attempts())) {
          forgetTokens(applicationId);
        }
        claim.emptyTree();
        return;
      }
      if (registered) {
        List<CuratorOp> back = new ArrayList<>();
        int written = before.map(b -> b.version() + 1).orElse(0);
        back.add(
            before.isPresent()
                ? client
                    .transactionOp()
                    .setData()
                    .withVersion(written)
                    .forPath(paths.application(), Znodes.encode(before.get().value()))
                : client
                    .transactionOp()
                    .delete()
                    .withVersion(written)
                    .forPath(paths.application()));
        configBefore.ifPresent(
            n -> back.add(tree.config().switchTo(n, tree.config().pointerVersion())));
        planBefore.ifPresent(n -> back.add(tree.plan().switchTo(n, tree.plan().pointerVersion())));
        if (launchAmBefore.isPresent()) {
          back.add(TreeWrites.put(client, paths.launchAm(), Znodes.encode(launchAmBefore.get())));
        }
        client.transaction().forOperations(back);
      }
      newConfigs.forEach(tree.config()::delete);
      newPlans.forEach(tree.plan()::delete);
      if (metadataChanged) {
        samza.replaceMetadata(metadataBefore);
      }
    } catch (Exception e) {
      throw failed("take back what was written", e);
    }
  }

  /** The table of containers and the counts of failures belong to one application. */
  private void forgetLastApplication() throws Exception {
    List<CuratorOp> operations = new ArrayList<>(LastApplication.shutOut(tree, claim.submitter()));
    for (String parent : List.of(paths.containers(), paths.processors())) {
      for (String child : tree.children(parent)) {
        operations.add(client.transactionOp().delete().forPath(parent + "/" + child));
      }
    }
    TreeWrites.inChunks(client, operations);
    client.delete().quietly().forPath(paths.logLevels());
    for (String applicationId : tree.children(paths.attempts())) {
      forgetTokens(applicationId);
    }
  }

  /**
   * Tokens can be read with the last application's secret only, but deleted by whoever may write to
   * their parent: by name, since listing below them would be reading.
   */
  private void forgetTokens(String applicationId) throws Exception {
    for (String node : tree.children(paths.nmTokens(applicationId))) {
      client.delete().quietly().forPath(paths.nmTokens(applicationId) + "/" + node);
    }
    client.delete().quietly().forPath(paths.nmTokens(applicationId));
    client.delete().quietly().forPath(paths.amToken(applicationId));
    client.delete().quietly().forPath(paths.avoidedHosts(applicationId));
    client.delete().quietly().forPath(paths.attempt(applicationId));
  }

  static ClientException failed(String what, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new ClientException(
        ClientExit.UNREACHABLE, "ZooKeeper: could not " + what + ": " + e.getMessage(), e);
  }
}
