package io.samzakeeper.am.supervisor;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;

/** The processes that stand for election, by the containers that they run in. */
final class Candidates {
  private final String own;
  private final TreeMap<String, String> hosts = new TreeMap<>();
  private String am;
  private Instant amGraceFrom;
  private boolean amGivenBack;

  Candidates(Standing standing, Instant now) {
    this.own = standing.own();
    this.am = standing.am();
    this.amGraceFrom = now;
    this.hosts.putAll(standing.hosts());
  }

  void reported(String containerId, String host) {
    hosts.put(containerId, host);
  }

  void gone(String containerId, Instant now) {
    hosts.remove(containerId);
    if (containerId.equals(am)) {
      amGraceFrom = now;
    }
  }

  void newGrace(Instant now) {
    amGraceFrom = now;
  }

  /** YARN has launched another AM container. */
  void attemptStarted(String amContainer, Instant now) {
    if (!amContainer.equals(am)) {
      am = amContainer;
      amGraceFrom = now;
      amGivenBack = false;
    }
  }

  boolean stands(String containerId) {
    return isOwn(containerId) || hosts.containsKey(containerId);
  }

  /** Where it runs, while it stands. */
  Optional<String> host(String containerId) {
    return Optional.ofNullable(hosts.get(containerId));
  }

  /** Hosts that a candidate stands on. */
  Collection<String> hosts() {
    return hosts.values();
  }

  /** Whether another candidate stands on the same host. */
  boolean sharesHost(String containerId) {
    String host = hosts.get(containerId);
    return host != null && Collections.frequency(hosts.values(), host) > 1;
  }

  /** One that stands on a host of its own, and does not lead. */
  Optional<String> alone() {
    return hosts.keySet().stream().filter(id -> !isOwn(id) && !sharesHost(id)).findFirst();
  }

  String own() {
    return own;
  }

  /** The container of this very process: giving it back would be the end of who leads. */
  boolean isOwn(String containerId) {
    return containerId.equals(own);
  }

  /** The container that YARN regards as the AM, whoever leads. */
  String am() {
    return am;
  }

  Instant amGraceFrom() {
    return amGraceFrom;
  }

  boolean amGivenBack() {
    return amGivenBack;
  }

  /** Ends the attempt without YARN counting it; YARN launches the next. */
  void giveAmBack(Changes changes) {
    amGivenBack = true;
    changes.act(new Action.Release(am));
  }
}
