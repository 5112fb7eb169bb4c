package io.samzakeeper.samza;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What writers and readers of checkpoints asked for and were told, in the order in which it
 * happened, and whether one register for each task could have done that. Safe for any thread.
 *
 * <p>A value says whose it is, and owners follow each other, so what is later is larger.
 */
final class CheckpointHistory {
  private static final long VALUES_OF_AN_OWNER = 10_000_000;

  private final List<Event> events = new ArrayList<>();

  private sealed interface Event {
    record WriteBegins(String task, long value) implements Event {}

    record Acknowledged(String task, long value) implements Event {}

    record ReadBegins(Read read) implements Event {}

    record ReadEnds(Read read, long value, OptionalInt over) implements Event {}
  }

  /** One read. Compared by identity. */
  static final class Read {
    private final String task;
    private long atLeast;

    private Read(String task) {
      this.task = task;
    }
  }

  /**
   * @param owner from 1
   * @param number from 1, rising
   */
  static long value(int owner, long number) {
    return owner * VALUES_OF_AN_OWNER + number;
  }

  static int owner(long value) {
    return (int) (value / VALUES_OF_AN_OWNER);
  }

  synchronized void writeBegins(String task, long value) {
    events.add(new Event.WriteBegins(task, value));
  }

  synchronized void acknowledged(String task, long value) {
    events.add(new Event.Acknowledged(task, value));
  }

  synchronized Read readBegins(String task) {
    Read read = new Read(task);
    events.add(new Event.ReadBegins(read));
    return read;
  }

  /**
   * @param value 0 for none
   * @param over this owner, and those before, are known to be over since before the read began:
   *     nothing that they write may be seen any more
   */
  synchronized void readEnds(Read read, long value, OptionalInt over) {
    events.add(new Event.ReadEnds(read, value, over));
  }

  synchronized int size() {
    return events.size();
  }

  /** What no register would have done; empty when all is well. */
  synchronized List<String> violations() {
    Map<String, Register> registers = new HashMap<>();
    List<String> violations = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.WriteBegins write) {
        of(registers, write.task).begin(write.value);
      } else if (event instanceof Event.Acknowledged write) {
        of(registers, write.task).acknowledge(write.value, violations);
      } else if (event instanceof Event.ReadBegins begins) {
        begins.read.atLeast = of(registers, begins.read.task).atLeast;
      } else if (event instanceof Event.ReadEnds ends) {
        of(registers, ends.read.task).end(ends, violations);
      }
    }
    return violations;
  }

  private static Register of(Map<String, Register> registers, String task) {
    return registers.computeIfAbsent(task, Register::new);
  }

  /** What is known of one task at one time. */
  private static final class Register {
    private final String task;
    private final Set<Long> begun = new HashSet<>(Set.of(0L));
    private long atLeast;

    /** What was begun by owners up to this one after it was over must not be acknowledged. */
    private int over;

    /** What was read when the last owner was over: all that its like may have left. */
    private long lastOfOver;

    private final Set<Long> begunTooLate = new HashSet<>();

    Register(String task) {
      this.task = task;
    }

    void begin(long value) {
      begun.add(value);
      if (owner(value) <= over) {
        begunTooLate.add(value);
      }
    }

    void acknowledge(long value, List<String> violations) {
      if (begunTooLate.contains(value) || isTooLate(value)) {
        violations.add(task + ": " + value + " was acknowledged though its owner was over");
      }
      atLeast = Math.max(atLeast, value);
    }

    void end(Event.ReadEnds ends, List<String> violations) {
      long value = ends.value;
      if (value < ends.read.atLeast) {
        violations.add(task + ": " + value + " was read after " + ends.read.atLeast);
      }
      if (!begun.contains(value)) {
        violations.add(task + ": " + value + " was read and written by nobody");
      }
      if (isTooLate(value)) {
        violations.add(task + ": " + value + " appeared after its owner was over");
      }
      atLeast = Math.max(atLeast, value);
      if (ends.over.isPresent() && ends.over.getAsInt() > over) {
        over = ends.over.getAsInt();
        lastOfOver = value;
      }
    }

    private boolean isTooLate(long value) {
      return owner(value) <= over && value > lastOfOver;
    }
  }
}
