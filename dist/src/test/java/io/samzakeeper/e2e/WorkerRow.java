package io.samzakeeper.e2e;

/** What the benchmark of workers measures. */
enum WorkerRow implements BenchmarkFigures.Row {
  SUBMISSION("s", "submission -> all partitions of 3 containers process, ms"),
  MEMORY("m", "resident memory of a worker, a minute after its start, MB"),
  KILLED("b", "kill -9 of a worker -> its partitions process, ms"),
  KILLED_WITH_SPARE("a", "the same with a spare, ms"),
  MOVED_GAP("p", "planned move of a worker: gap of its partitions, ms"),
  MOVED_TWICE("p", "  records processed twice"),
  HOST_STOPPED("h", "a worker's host stopped for 30 s -> its partitions process, ms"),
  HOST_STOPPED_TWICE("h", "  records processed twice, the host is awake again"),
  HOST_STOPPED_WRITERS("h", "  two writers to one partition, ms"),
  FILTERED("t1", "simple filter, one container, records a second"),
  COUNTED("t2", "RocksDB count, one container, records a second"),
  STATE_KILLED("g1", "1 GB of state, host affinity: kill -9 -> all partitions process, ms"),
  STATE_KILLED_WITH_STANDBY("g2", "1 GB of state, standby tasks: the same, ms");

  private final String event;
  private final String text;

  WorkerRow(String event, String text) {
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

  /** Stock has no spares. */
  @Override
  public WorkerRow stocks() {
    return this == KILLED_WITH_SPARE ? KILLED : this;
  }
}
