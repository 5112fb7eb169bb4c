package io.samzakeeper.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processes that stand for election, as they are shown to people.
 *
 * @param wanted standbys that there should be
 * @param members in the order in which they are elected
 * @param whyNone why there are none though the config wants some; empty otherwise
 */
public record CandidateGroup(int wanted, List<Member> members, String whyNone) {

  public CandidateGroup {
    members = List.copyOf(members);
  }

  /** Nobody has looked yet. */
  public static final CandidateGroup UNKNOWN = new CandidateGroup(0, List.of(), "");

  /** What a candidate does. */
  public enum Role {
    LEADER,
    STANDBY
  }

  /**
   * One candidate.
   *
   * @param withLeader whether it stands by on the leader's node
   * @param since when it took its place in the election
   */
  public record Member(
      CandidateId id, Role role, boolean amContainer, boolean withLeader, Instant since) {}

  /** A place in the election. */
  public record Place(CandidateId id, long sinceMillis) {}

  /**
   * @param places in the order of the election
   * @param leader candidate id of who leads; empty for nobody
   * @param leaderSinceMillis since when
   * @param amContainer that YARN regards as the AM; empty where that is not known
   */
  public static CandidateGroup of(
      int wanted,
      List<Place> places,
      String leader,
      long leaderSinceMillis,
      String amContainer,
      String whyNone) {
    String leadersHost =
        places.stream()
            .map(Place::id)
            .filter(id -> id.toString().equals(leader))
            .map(CandidateId::host)
            .findFirst()
            .orElse("");
    List<Member> members = new ArrayList<>();
    for (Place place : places) {
      boolean leads = place.id().toString().equals(leader);
      members.add(
          new Member(
              place.id(),
              leads ? Role.LEADER : Role.STANDBY,
              place.id().containerId().equals(amContainer),
              !leads && place.id().host().equals(leadersHost),
              Instant.ofEpochMilli(leads ? leaderSinceMillis : place.sinceMillis())));
    }
    members.sort(Comparator.comparing(Member::role)); // stable: the order of the election stays
    return new CandidateGroup(wanted, members, whyNone);
  }

  public List<Member> standbys() {
    return members.stream().filter(member -> member.role() == Role.STANDBY).toList();
  }

  /** What is not as it should be, in sentences; none where all is well. */
  public List<String> notices() {
    if (members.isEmpty()) {
      return List.of();
    }
    List<String> notices = new ArrayList<>();
    int standbys = standbys().size();
    if (!whyNone.isEmpty()) {
      notices.add("No standby AMs: " + whyNone + ".");
    } else if (standbys < wanted) {
      notices.add(
          standbys + " of " + wanted + " standby AMs stand by; another is asked for or starts.");
    }
    Map<String, Integer> byHost = new TreeMap<>();
    members.forEach(member -> byHost.merge(member.id().host(), 1, Integer::sum));
    byHost.forEach(
        (host, count) -> {
          if (count > 1) {
            boolean withLeader =
                members.stream().anyMatch(m -> m.withLeader() && m.id().host().equals(host));
            notices.add(
                count
                    + " AMs"
                    + (withLeader ? ", the leader among them," : "")
                    + " share the node "
                    + host
                    + ", and are lost with it: no other node had room for them.");
          }
        });
    return notices;
  }
}
