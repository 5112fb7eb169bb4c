package io.samzakeeper.am.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;

/**
 * Candidates that share a host, although each has its place: YARN starts an AM container wherever
 * it likes, on the leader's host, too. Losing that host would leave nobody to lead, so one of them
 * moves: another is started elsewhere first, then one that shares its host is given back. Who leads
 * hands over before that.
 */
final class Crowding {
  /** A candidate of an attempt that is over may stand for as long as its session. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For a place elsewhere to be found. */
  static final Duration SEARCH = Standbys.PATIENCE_WITH_SPREADING;

  /** Until it is tried again: the cluster is full, or has no other host. */
  static final Duration PAUSE = Duration.ofMinutes(5);

  /** A hand-over takes less than a second. */
  static final Duration PATIENCE_WITH_HAND_OVER = Duration.ofSeconds(10);

  private Instant since;
  private Instant notBefore = Instant.EPOCH;
  private Instant askedToHandOver;
  private boolean searching;

  /** Whether one more standby than usual is wanted, on a host of its own. */
  boolean isSearching() {
    return searching;
  }

  /**
   * Looks at where candidates are.
   *
   * @param complete whether all stand that should, and nothing else is asked for
   */
  void look(JobState state, boolean complete, Changes changes) {
    if (!complete || !isCrowded(state.candidates())) {
      since = null;
      searching = false;
      return;
    }
    if (since == null) {
      since = changes.now();
    }
    Instant begin = later(since.plus(PATIENCE), notBefore);
    if (searching && changes.isDue(begin.plus(SEARCH))) {
      notBefore = changes.now().plus(PAUSE);
      begin = notBefore;
    }
    searching = changes.isDue(begin);
    if (searching) {
      changes.wakeAt(begin.plus(SEARCH));
    }
  }

  /**
   * Whether there is one candidate too many because the leader shares its host, and another could
   * lead; then the leader hands over, and its successor gives this container back.
   */
  boolean handsOver(JobState state, Changes changes) {
    Candidates candidates = state.candidates();
    if (!candidates.sharesHost(candidates.own()) || changes.now().isBefore(notBefore)) {
      return false;
    }
    if (askedToHandOver == null) {
      Optional<String> heir = candidates.alone();
      if (heir.isEmpty()) {
        return false;
      }
      askedToHandOver = changes.now();
      changes.act(new Action.HandOver(heir.get()));
      changes.tell("job", "the leader shares its host with another candidate: hands over");
    }
    if (!changes.isDue(askedToHandOver.plus(PATIENCE_WITH_HAND_OVER))) {
      return true;
    }
    askedToHandOver = null;
    notBefore = changes.now().plus(PAUSE);
    return false;
  }

  private static boolean isCrowded(Candidates candidates) {
    return new HashSet<>(candidates.hosts()).size() < candidates.hosts().size();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
