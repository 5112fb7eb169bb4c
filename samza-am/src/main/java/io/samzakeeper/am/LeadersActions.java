package io.samzakeeper.am;

import io.samzakeeper.am.web.JobActions;
import io.samzakeeper.am.web.ProblemException;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.EndRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What people ask of a leader from its pages. An operation's id says which epoch it was asked of,
 * so that the leaders after it can tell what became of it. Safe for any thread.
 */
final class LeadersActions implements JobActions {
  private static final int BAD_REQUEST = 400;
  private static final String FAIL_OVER = "failover-";

  private final int epoch;
  private final Supplier<CandidateGroup> group;
  private final BiConsumer<Optional<CandidateId>, String> handOver;
  private final LeadersChanges changes;
  private final LeadersRestarts restarts;
  private final LeadersEnds ends;

  /** Why the last wish for a hand-over was not granted; empty while it may be. */
  private volatile String refused = "";

  private volatile boolean askedFor;

  /**
   * @param epoch of the leader
   * @param handOver begins a hand-over, to whom and for whom
   */
  LeadersActions(
      int epoch,
      Supplier<CandidateGroup> group,
      BiConsumer<Optional<CandidateId>, String> handOver,
      LeadersChanges changes,
      LeadersRestarts restarts,
      LeadersEnds ends) {
    this.epoch = epoch;
    this.group = group;
    this.handOver = handOver;
    this.changes = changes;
    this.restarts = restarts;
    this.ends = ends;
  }

  @Override
  public Operation failOver(Optional<String> to, String user) {
    Optional<CandidateId> heir = to.map(this::heir);
    refused = "";
    askedFor = true;
    handOver.accept(heir, user + " through the web");
    return failOver(epoch);
  }

  /** What a hand-over was asked for by this process came to: not granted. */
  void handOverRefused(String reason) {
    refused = reason;
  }

  @Override
  public Operation change(ConfigRequest request, String user) {
    return changes.begin(request, user);
  }

  @Override
  public Operation restart(RestartOrder order, String user) {
    return restarts.begin(order, user);
  }

  @Override
  public Operation end(EndRequest.How how, String user) {
    return ends.begin(how, user);
  }

  @Override
  public Optional<Operation> operation(String id) {
    if (id.startsWith(FAIL_OVER)) {
      try {
        int of = Integer.parseInt(id.substring(FAIL_OVER.length()));
        return of > epoch || (of == epoch && !askedFor)
            ? Optional.empty()
            : Optional.of(failOver(of));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return changes.find(id).or(() -> restarts.find(id)).or(() -> ends.find(id));
  }

  private Operation failOver(int of) {
    String id = FAIL_OVER + of;
    String what = "end the reign with epoch " + of;
    if (of < epoch) {
      return new Operation(
          id, what, State.DONE, List.of(), leader() + " leads with epoch " + epoch);
    }
    return refused.isEmpty()
        ? new Operation(id, what, State.RUNNING, List.of(), "")
        : new Operation(id, what, State.FAILED, List.of(), refused);
  }

  private String leader() {
    return members()
        .filter(member -> member.role() == CandidateGroup.Role.LEADER)
        .findFirst()
        .map(member -> member.id().toString())
        .orElse("another candidate");
  }

  private CandidateId heir(String wanted) {
    List<CandidateId> others =
        members()
            .filter(member -> member.role() != CandidateGroup.Role.LEADER)
            .map(CandidateGroup.Member::id)
            .toList();
    List<CandidateId> meant =
        others.stream()
            .filter(
                id ->
                    wanted.equals(id.toString())
                        || wanted.equals(id.containerId())
                        || wanted.equals(id.host()))
            .toList();
    if (meant.size() != 1) {
      throw new ProblemException(
          BAD_REQUEST,
          "to="
              + wanted
              + ": has to be one of the candidates that stand by: "
              + (others.isEmpty()
                  ? "there is none"
                  : others.stream().map(CandidateId::toString).collect(Collectors.joining(", "))));
    }
    return meant.get(0);
  }

  private java.util.stream.Stream<CandidateGroup.Member> members() {
    return group.get().members().stream();
  }
}
