package io.samzakeeper.client;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's work on a job's tree while it submits. The ephemeral {@code submitting} znode keeps
 * other clients out while this one lives; the version of {@code application} makes sure, should
 * that znode be lost, that of two submissions one is refused.
 */
final class Registration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final int OPERATIONS_PER_MULTI = 200;

  private final JobTree tree;
  private final JobPaths paths;
  private final CuratorFramework client;
  private final String submitter;
  private final boolean treeWasThere;
  private final Optional<Versioned<Application>> before;
  private final List<Long> newConfigs = new ArrayList<>();
  private final List<Long> newPlans = new ArrayList<>();
  private SortedMap<String, SortedMap<String, byte[]>> metadataBefore = new TreeMap<>();
  private boolean metadataChanged;
  private boolean registered;
  private boolean emptied;
  private Optional<Long> configBefore = Optional.empty();
  private Optional<Long> planBefore = Optional.empty();
  private Optional<LaunchSpec> launchBefore = Optional.empty();

  private Registration(JobTree tree, String submitter, boolean treeWasThere) {
    this.tree = tree;
    this.paths = tree.paths();
    this.client = tree.client();
    this.submitter = submitter;
    this.treeWasThere = treeWasThere;
    tree.sync();
    this.before = tree.application();
  }

  /**
   * Keeps other clients out.
   *
   * @throws ClientException when one is submitting the job at this moment
   */
  static Registration begin(JobTree tree, String submitter) {
    CuratorFramework client = tree.client();
    String path = tree.paths().submitting();
    try {
      client
          .create()
          .creatingParentsIfNeeded()
          .withMode(CreateMode.EPHEMERAL)
          .forPath(path, submitter.getBytes(StandardCharsets.UTF_8));
      // Looked at under the claim: until now another client may have been taking a tree away.
      boolean treeWasThere = !othersThan(path, tree).isEmpty();
      return new Registration(tree, submitter, treeWasThere);
    } catch (KeeperException.NodeExistsException e) {
      throw new ClientException(
          ClientExit.ALREADY_RUNNING,
          "the job is being submitted by " + holder(client, path) + " at this moment",
          e);
    } catch (ClientException | TreeException e) {
      throw e;
    } catch (Exception e) {
      throw failed("create " + path, e);
    }
  }

  /** The application that ran the job last, as the tree has it. */
  Optional<Application> lastApplication() {
    return before.map(Versioned::value);
  }

  /** What Samza's own managers have in the tree, for the planner. */
  SortedMap<String, SortedMap<String, byte[]>> metadata() {
    metadataBefore = readMetadata();
    return metadataBefore;
  }

  private SortedMap<String, SortedMap<String, byte[]>> readMetadata() {
    SortedMap<String, SortedMap<String, byte[]>> all = new TreeMap<>();
    for (String namespace : tree.children(paths.metadata())) {
      SortedMap<String, byte[]> values = new TreeMap<>();
      tree.readChildrenBytes(paths.metadata() + "/" + namespace)
          .forEach((key, value) -> values.put(JobPaths.decode(key), value.value()));
      all.put(JobPaths.decode(namespace), values);
    }
    return all;
  }

  boolean hasCheckpoints() {
    return !tree.children(paths.checkpoints()).isEmpty();
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
      String applicationId, ConfigGeneration config, PlannerResult result, LaunchSpec launch) {
    try {
      int configPointer = tree.config().pointerVersion();
      int planPointer = tree.plan().pointerVersion();
      configBefore = tree.config().current().map(c -> c.value().generation());
      planBefore = tree.plan().current().map(c -> c.value().generation());
      launchBefore = tree.read(paths.launch(), LaunchSpec.class).map(Versioned::value);
      long configGeneration = tree.config().write(Znodes.encode(config));
      newConfigs.add(configGeneration);
      long planGeneration =
          write(
              tree.plan(),
              generation ->
                  new Plan(
                      generation,
                      configGeneration,
                      result.tasks(),
                      result.inputs(),
                      result.model()));
      newPlans.add(planGeneration);
      forgetLastApplication();
      metadataChanged = true;
      replaceMetadata(metadataBefore, result.metadata());
      if (result.discardCheckpoints()) {
        discardCheckpoints();
      }
      importCheckpoints(result.checkpoints());

      List<CuratorOp> last = new ArrayList<>();
      byte[] application =
          Znodes.encode(
              new Application(
                  applicationId,
                  Application.State.RUNNING,
                  submitter,
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
      last.add(put(paths.launch(), Znodes.encode(launch)));
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
      if (!claimed()) {
        return;
      }
      if (!treeWasThere) {
        for (String applicationId : tree.children(paths.attempts())) {
          forgetTokens(applicationId);
        }
        for (String child : othersThan(paths.submitting(), tree)) {
          client.delete().quietly().deletingChildrenIfNeeded().forPath(paths.job() + "/" + child);
        }
        emptied = true;
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
        if (launchBefore.isPresent()) {
          back.add(put(paths.launch(), Znodes.encode(launchBefore.get())));
        }
        client.transaction().forOperations(back);
      }
      newConfigs.forEach(tree.config()::delete);
      newPlans.forEach(tree.plan()::delete);
      if (metadataChanged) {
        replaceMetadata(readMetadata(), metadataBefore);
      }
    } catch (Exception e) {
      throw failed("take back what was written", e);
    }
  }

  /** Lets other clients in. */
  @Override
  public void close() {
    try {
      if (claimed()) {
        client.delete().quietly().forPath(paths.submitting());
      }
      if (emptied) {
        client.delete().quietly().forPath(paths.job());
      }
    } catch (KeeperException.NotEmptyException e) {
      // The next client is at work there already.
      LOG.debug("{} stays", paths.job());
    } catch (Exception e) {
      throw failed("delete " + paths.submitting(), e);
    }
  }

  /** Whether the claim is this client's; one that went with a lost session is made again. */
  private boolean claimed() throws Exception {
    byte[] mine = submitter.getBytes(StandardCharsets.UTF_8);
    Stat claim = client.checkExists().forPath(paths.submitting());
    if (claim == null) {
      try {
        client.create().withMode(CreateMode.EPHEMERAL).forPath(paths.submitting(), mine);
        return true;
      } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
        return false;
      }
    }
    return claim.getEphemeralOwner() == client.getZookeeperClient().getZooKeeper().getSessionId();
  }

  private static List<String> othersThan(String path, JobTree tree) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return tree.children(tree.paths().job()).stream().filter(child -> !child.equals(name)).toList();
  }

  private interface Content {
    Record of(long generation);
  }

  /** A record that carries its own generation's number. */
  private static long write(Generations generations, Content content) {
    long next = generations.numbers().stream().mapToLong(Long::longValue).max().orElse(0) + 1;
    long written = generations.write(Znodes.encode(content.of(next)));
    if (written != next) {
      throw new ClientException(
          ClientExit.ALREADY_RUNNING, "another client is writing to the job's tree");
    }
    return written;
  }

  /**
   * The table of containers and the counts of failures belong to one application; assignments stay
   * as nobody's, since their versions must never repeat, and so no worker of the last application
   * can commit. The epoch moves on, so no leader of it can write.
   */
  private void forgetLastApplication() throws Exception {
    List<CuratorOp> operations = new ArrayList<>();
    if (client.checkExists().forPath(paths.epoch()) != null) {
      operations.add(
          put(
              paths.epoch(),
              Znodes.encode(new LeaderRecord(submitter, "", "", System.currentTimeMillis()))));
    }
    for (Versioned<Assignment> assignment :
        tree.readChildren(paths.assignments(), Assignment.class).values()) {
      Assignment nobodys =
          new Assignment(assignment.value().processor(), "", "", 0, assignment.value().epoch());
      operations.add(put(paths.assignment(nobodys.processor()), Znodes.encode(nobodys)));
    }
    for (String parent : List.of(paths.containers(), paths.processors())) {
      for (String child : tree.children(parent)) {
        operations.add(client.transactionOp().delete().forPath(parent + "/" + child));
      }
    }
    inChunks(operations);
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
    client.delete().quietly().forPath(paths.attempt(applicationId));
  }

  private void replaceMetadata(
      SortedMap<String, SortedMap<String, byte[]>> from,
      SortedMap<String, SortedMap<String, byte[]>> to)
      throws Exception {
    List<CuratorOp> operations = new ArrayList<>();
    for (var namespace : to.entrySet()) {
      tree.ensure(paths.metadata(namespace.getKey()));
      for (var value : namespace.getValue().entrySet()) {
        operations.add(put(paths.metadata(namespace.getKey(), value.getKey()), value.getValue()));
      }
    }
    for (var namespace : from.entrySet()) {
      SortedMap<String, byte[]> kept = to.getOrDefault(namespace.getKey(), new TreeMap<>());
      for (String key : namespace.getValue().keySet()) {
        if (!kept.containsKey(key)) {
          operations.add(
              client.transactionOp().delete().forPath(paths.metadata(namespace.getKey(), key)));
        }
      }
    }
    inChunks(operations);
  }

  /** A run in batch mode starts at the beginning of its input. */
  private void discardCheckpoints() throws Exception {
    List<CuratorOp> operations = new ArrayList<>();
    for (String task : tree.children(paths.checkpoints())) {
      operations.add(client.transactionOp().delete().forPath(paths.checkpoints() + "/" + task));
    }
    inChunks(operations);
  }

  private void importCheckpoints(SortedMap<String, byte[]> checkpoints) throws Exception {
    tree.ensure(paths.checkpoints());
    List<CuratorOp> operations = new ArrayList<>();
    for (var checkpoint : checkpoints.entrySet()) {
      operations.add(
          client
              .transactionOp()
              .create()
              .forPath(paths.checkpoint(checkpoint.getKey()), checkpoint.getValue()));
    }
    inChunks(operations);
  }

  private CuratorOp put(String path, byte[] data) throws Exception {
    return client.checkExists().forPath(path) == null
        ? client.transactionOp().create().forPath(path, data)
        : client.transactionOp().setData().forPath(path, data);
  }

  private void inChunks(List<CuratorOp> operations) throws Exception {
    for (int from = 0; from < operations.size(); from += OPERATIONS_PER_MULTI) {
      client
          .transaction()
          .forOperations(
              operations.subList(from, Math.min(operations.size(), from + OPERATIONS_PER_MULTI)));
    }
  }

  private static String holder(CuratorFramework client, String path) {
    try {
      return new String(client.getData().forPath(path), StandardCharsets.UTF_8);
    } catch (Exception e) {
      return "another client";
    }
  }

  private static ClientException failed(String what, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new ClientException(
        ClientExit.UNREACHABLE, "ZooKeeper: could not " + what + ": " + e.getMessage(), e);
  }
}
