package io.samzakeeper.e2e.jobs;

import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.OutgoingMessageEnvelope;
import org.apache.samza.system.SystemStream;

/**
 * What the benchmarks' tasks send for a record {@code <sequence>,<sent>[,...]}: {@code
 * <partition>,<sequence>,<sent>,<now>,<processor>/<yarn container>,<pid>,<host>,<count>}, which is
 * what the harness for stock Samza understands.
 */
final class Measured {
  private static final SystemStream OUTPUT = new SystemStream("kafka", "spike-out");
  private static final String WHO =
      System.getenv("SAMZA_CONTAINER_ID")
          + "/"
          + System.getenv("CONTAINER_ID")
          + ","
          + ProcessHandle.current().pid()
          + ","
          + System.getenv("NM_HOST");

  private Measured() {}

  /**
   * @param count what the task has counted
   */
  static OutgoingMessageEnvelope of(IncomingMessageEnvelope envelope, long count) {
    int partition = envelope.getSystemStreamPartition().getPartition().getPartitionId();
    String[] fields = ((String) envelope.getMessage()).split(",", 3);
    String text =
        String.join(
            ",",
            Integer.toString(partition),
            fields[0],
            fields[1],
            Long.toString(System.currentTimeMillis()),
            WHO,
            Long.toString(count));
    return new OutgoingMessageEnvelope(OUTPUT, partition, "" + partition, text);
  }

  /** The number of a record in its partition. */
  static long sequence(IncomingMessageEnvelope envelope) {
    String message = (String) envelope.getMessage();
    return Long.parseLong(message.substring(0, message.indexOf(',')));
  }
}
