package io.samzakeeper.e2e;

/** What the benchmark of fail-overs measures. */
enum FailoverRow implements BenchmarkFigures.Row {
  LEADER_KILLED("a", "leading JVM kill -9 -> first allocate answered, ms"),
  AM_KILLED_LEADING("b1", "AM container kill -9, leader in it -> next attempt in sync, ms"),
  AM_KILLED_NOT_LEADING("b2", "AM container kill -9, leader elsewhere -> the same, ms"),
  HOST_STOPPED("c", "AM and its NM stopped -> new leader's first allocate, ms"),
  HOST_STOPPED_ENDED("c", "  containers that ended meanwhile"),
  WORKER_KILLED_HOST_STOPPED("d", "worker kill -9 while AM's host is stopped -> processes, ms"),
  HOST_OF_BOTH_STOPPED("e", "host of AM and worker stopped -> its tasks process, ms"),
  TWO_LEADERS_KILLED("f", "two leaders killed 5 s apart: containers that ended"),
  LEADER_AND_WORKER_KILLED("g1", "leading JVM and a worker killed -> its tasks process, ms"),
  AM_AND_WORKER_KILLED("g2", "AM container and a worker killed -> its tasks process, ms"),
  ZOMBIE_ENDED("h", "AM wakes before its NM: containers that ended"),
  ZOMBIE_TWO_WRITERS("h", "  two writers to one partition, ms"),
  HAND_OVER("i", "keeper failover: request -> YARN has heard the new leader, ms"),
  LEADER_TERMINATED("i", "SIGTERM of the leader -> new leader's first allocate, ms"),
  GAP("j", "longest gap of output where the worker lives, ms, at most"),
  LEADER_MEMORY("k", "resident memory of the leading AM, MB"),
  STANDBY_MEMORY("k", "resident memory of a standby AM, MB");

  private final String event;
  private final String text;

  FailoverRow(String event, String text) {
    this.event = event;
    this.text = text;
  }

  @Override
  public String event() {
    return event;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public boolean isLongest() {
    return this == GAP;
  }

  /** Stock has one process where we have several: what is the same to it is measured once. */
  @Override
  public FailoverRow stocks() {
    return switch (this) {
      case AM_KILLED_LEADING, AM_KILLED_NOT_LEADING -> LEADER_KILLED;
      case AM_AND_WORKER_KILLED -> LEADER_AND_WORKER_KILLED;
      case LEADER_KILLED,
              HOST_STOPPED,
              HOST_STOPPED_ENDED,
              WORKER_KILLED_HOST_STOPPED,
              HOST_OF_BOTH_STOPPED,
              TWO_LEADERS_KILLED,
              LEADER_AND_WORKER_KILLED,
              ZOMBIE_ENDED,
              ZOMBIE_TWO_WRITERS,
              HAND_OVER,
              LEADER_TERMINATED,
              GAP,
              LEADER_MEMORY,
              STANDBY_MEMORY ->
          this;
    };
  }
}
