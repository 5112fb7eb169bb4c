package io.samzakeeper.e2e.jobs;

import org.apache.samza.config.Config;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.OutgoingMessageEnvelope;
import org.apache.samza.system.SystemStream;

/**
 * What the echoing tasks send for each record: {@code <record> <partition> <processor> <yarn
 * container> <pid>}, to the same partition of the topic in {@code echo.output}.
 */
final class Echo {
  private static final String PROCESSOR = System.getenv("SAMZA_CONTAINER_ID");
  private static final String CONTAINER = System.getenv("CONTAINER_ID");
  private static final long PID = ProcessHandle.current().pid();

  private final SystemStream output;

  Echo(Config config) {
    this.output = new SystemStream("kafka", config.get("echo.output"));
  }

  OutgoingMessageEnvelope of(IncomingMessageEnvelope envelope) {
    int partition = envelope.getSystemStreamPartition().getPartition().getPartitionId();
    String text = envelope.getMessage() + " " + partition + " " + PROCESSOR + " " + CONTAINER + " ";
    return new OutgoingMessageEnvelope(output, partition, "" + partition, text + PID);
  }
}
