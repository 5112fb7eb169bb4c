package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.InputEnds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How far checkpoints are behind the ends of their inputs. */
final class InputLag {
  /** Systems may write offsets as they like; only numbers can be subtracted. */
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final Map<Input, Optional<String>> newest = new HashMap<>();
  private final SortedMap<String, String> unknown;
  private final Optional<String> allUnknown;

  private InputLag(InputEnds ends, Optional<String> allUnknown) {
    ends.newest()
        .forEach(input -> newest.put(partition(input), Optional.ofNullable(input.offset())));
    this.unknown = ends.unknown();
    this.allUnknown = allUnknown;
  }

  static InputLag of(InputEnds ends) {
    return new InputLag(ends, Optional.empty());
  }

  /** Where nothing could be asked. */
  static InputLag unknown(String why) {
    return new InputLag(InputEnds.NONE, Optional.of(why));
  }

  /** Where nobody wants to know. */
  static InputLag notAsked() {
    return new InputLag(InputEnds.NONE, Optional.empty());
  }

  /**
   * Of one input.
   *
   * @param newest offset of the last record; empty where there is none, or it is not known
   * @param behind difference of the offsets: with Kafka, the records that are not processed yet;
   *     less than nothing where the input ends before its checkpoint
   * @param unknown why that is not known; empty where it is
   */
  record Lag(Optional<String> newest, OptionalLong behind, String unknown) {

    private static Lag unknown(Optional<String> newest, String why) {
      return new Lag(newest, OptionalLong.empty(), why);
    }

    private static Lag of(Optional<String> newest, long behind) {
      return new Lag(newest, OptionalLong.of(behind), "");
    }

    @Override
    public String toString() {
      if (behind.isEmpty()) {
        return newest.map(offset -> "newest " + offset + ", ").orElse("") + "lag not known";
      }
      return newest.map(offset -> "newest " + offset).orElse("no record in it")
          + ", lag "
          + behind.getAsLong()
          + (behind.getAsLong() < 0 ? ": the input ends before the checkpoint" : "");
    }
  }

  /** Nothing for what is no input, as a changelog is none. */
  Optional<Lag> of(Input checkpoint) {
    Optional<String> end = newest.get(partition(checkpoint));
    if (end == null) {
      return allUnknown
          .or(() -> Optional.ofNullable(unknown.get(checkpoint.system())))
          .or(() -> Optional.ofNullable(unknown.get(stream(checkpoint))))
          .map(why -> Lag.unknown(Optional.empty(), why));
    }
    return Optional.of(lag(Optional.ofNullable(checkpoint.offset()), end));
  }

  private static Lag lag(Optional<String> offset, Optional<String> end) {
    if (offset.isEmpty()) {
      return Lag.unknown(end, "the checkpoint has no offset");
    }
    if (end.isEmpty() || end.equals(offset)) {
      return Lag.of(end, 0);
    }
    if (NUMBER.matcher(offset.get()).matches() && NUMBER.matcher(end.get()).matches()) {
      return Lag.of(end, Long.parseLong(end.get()) - Long.parseLong(offset.get()));
    }
    return Lag.unknown(end, "the offsets are no numbers");
  }

  /** For people: the sums by input, and why something is not known. */
  List<String> summary(Collection<CheckpointRecord> checkpoints) {
    SortedMap<String, Long> behind = new TreeMap<>();
    for (CheckpointRecord checkpoint : checkpoints) {
      for (Input input : CheckpointInput.all(checkpoint)) {
        of(input)
            .map(Lag::behind)
            .filter(OptionalLong::isPresent)
            .ifPresent(lag -> behind.merge(stream(input), Math.max(0, lag.getAsLong()), Long::sum));
      }
    }
    List<String> lines = new ArrayList<>();
    behind.forEach((stream, sum) -> lines.add("Lag of " + stream + ": " + sum));
    unknown.forEach((what, why) -> lines.add("Lag of " + what + " is not known: " + why));
    allUnknown.ifPresent(why -> lines.add("Lag is not known: " + why));
    return lines;
  }

  private static String stream(Input input) {
    return input.system() + "." + input.stream();
  }

  private static Input partition(Input input) {
    return new Input(input.system(), input.stream(), input.partition(), -1, null);
  }
}
