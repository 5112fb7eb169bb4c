package io.samzakeeper.tree;

import io.samzakeeper.job.JobId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where everything of one job is in ZooKeeper.
 *
 * @param job the job's own znode, {@code <root>/<job.name>-<job.id>}
 */
public record JobPaths(String job) {

  public static JobPaths of(String root, JobId jobId) {
    return new JobPaths((root.equals("/") ? "" : root) + "/" + jobId.treeName());
  }

  /** Below which all jobs are; empty where that is ZooKeeper's own root. */
  public String root() {
    return job.substring(0, job.lastIndexOf('/'));
  }

  /** The latch: one ephemeral child for each process that could lead. */
  public String candidates() {
    return job + "/candidates";
  }

  /** Who leads; its version is the epoch that every write of the leader is checked against. */
  public String epoch() {
    return job + "/epoch";
  }

  /** Which YARN application runs the job. */
  public String application() {
    return job + "/application";
  }

  /** Ephemeral: the client that is submitting the job now. */
  public String submitting() {
    return job + "/submitting";
  }

  /** What candidates of one application share in secret: YARN's tokens. */
  public String attempts() {
    return job + "/attempts";
  }

  public String attempt(String applicationId) {
    return attempts() + "/" + applicationId;
  }

  public String nmTokens(String applicationId) {
    return attempt(applicationId) + "/nodes";
  }

  public String nmToken(String applicationId, String node) {
    return nmTokens(applicationId) + "/" + encode(node);
  }

  /** YARN's attempt that runs, with the newest AMRMToken; gone when YARN has confirmed the end. */
  public String amToken(String applicationId) {
    return attempt(applicationId) + "/am-token";
  }

  /** Hosts that YARN was told to avoid. */
  public String avoidedHosts(String applicationId) {
    return attempt(applicationId) + "/avoided";
  }

  /** Generations of the config and a pointer to the current one. */
  public String config() {
    return job + "/config";
  }

  /** Which generation of the config the leader goes by. */
  public String appliedConfig() {
    return job + "/applied-config";
  }

  /** Generations of the plan and a pointer to the current one. */
  public String plan() {
    return job + "/plan";
  }

  /** How far the leader has come with a plan that became current while the job ran. */
  public String appliedPlan() {
    return job + "/applied-plan";
  }

  /** How candidates are started. */
  public String launchAm() {
    return job + "/launch-am";
  }

  public String assignments() {
    return job + "/assignments";
  }

  public String assignment(String processor) {
    return assignments() + "/" + encode(processor);
  }

  /** One ephemeral child for each worker that lives. */
  public String workers() {
    return job + "/workers";
  }

  public String worker(String containerId) {
    return workers() + "/" + containerId;
  }

  /** The leader's table of YARN containers. */
  public String containers() {
    return job + "/containers";
  }

  public String container(String containerId) {
    return containers() + "/" + containerId;
  }

  public String processors() {
    return job + "/processors";
  }

  public String processor(String processor) {
    return processors() + "/" + encode(processor);
  }

  public String checkpoints() {
    return job + "/checkpoints";
  }

  public String checkpoint(String task) {
    return checkpoints() + "/" + encode(task);
  }

  public String metadata() {
    return job + "/metadata";
  }

  public String metadata(String namespace) {
    return metadata() + "/" + encode(namespace);
  }

  public String metadata(String namespace, String key) {
    return metadata(namespace) + "/" + encode(key);
  }

  /** What operators ask of the leader. */
  public String commands() {
    return job + "/commands";
  }

  /** Ephemeral: a planned change of the leader, while somebody waits for it. */
  public String handOver() {
    return commands() + "/failover";
  }

  /** Wishes that processors go on in other containers. */
  public String restarts() {
    return commands() + "/restarts";
  }

  public String restart(String processor) {
    return restarts() + "/" + processor;
  }

  /** The wish that the job ends. */
  public String end() {
    return commands() + "/end";
  }

  /** Levels of loggers that differ from what the processes' files say. */
  public String logLevels() {
    return job + "/log-levels";
  }

  /** A bounded history for people. */
  public String events() {
    return job + "/events";
  }

  /** Any string as the name of a znode: task names have spaces and may have slashes. */
  public static String encode(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    // ZooKeeper takes "." and ".." for relative paths and refuses them.
    return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
  }

  /** The string that {@link #encode} made a name of. */
  public static String decode(String name) {
    return java.net.URLDecoder.decode(name, StandardCharsets.UTF_8);
  }
}
