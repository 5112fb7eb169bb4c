package io.samzakeeper.am.supervisor.simulator;

/**
 * What keeps processes that have been overtaken from doing harm. Each can be switched off, to see
 * that it is needed.
 *
 * @param epochOnWrites the tree refuses the writes of an earlier leader than the last
 * @param leaseBeforeRmCalls who cannot be sure of its session does not speak to the RM
 * @param leaseBeforeNmCalls likewise to NodeManagers
 * @param proofBeforeComingBack who is out of step with the RM proves first that it leads
 * @param emptyExchanges what a new leader says to the RM before it asks for something
 * @param assignmentOnCommits a commit needs the worker's assignment and its registration
 */
public record Fences(
    boolean epochOnWrites,
    boolean leaseBeforeRmCalls,
    boolean leaseBeforeNmCalls,
    boolean proofBeforeComingBack,
    int emptyExchanges,
    boolean assignmentOnCommits) {

  public static final Fences ALL = new Fences(true, true, true, true, 2, true);
}
