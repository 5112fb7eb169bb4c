package io.samzakeeper.job;

import java.util.SortedSet;

/**
 * Hosts that YARN was ever told to avoid for this application. It keeps them until it is told
 * otherwise, across leaders and attempts; so who leads has to know which to take back.
 */
public record AvoidedHosts(SortedSet<String> hosts) {}
