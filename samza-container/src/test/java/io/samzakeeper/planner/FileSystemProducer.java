package io.samzakeeper.planner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.apache.samza.system.OutgoingMessageEnvelope;
import org.apache.samza.system.SystemProducer;

/** Appends a line for each record: key and value in Base64. */
record FileSystemProducer(Path directory) implements SystemProducer {
  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public void register(String source) {}

  @Override
  public void send(String source, OutgoingMessageEnvelope envelope) {
    Base64.Encoder encoder = Base64.getEncoder();
    String line =
        "\n"
            + encoder.encodeToString((byte[]) envelope.getKey())
            + " "
            + encoder.encodeToString((byte[]) envelope.getMessage());
    try {
      Files.writeString(
          directory.resolve(envelope.getSystemStream().getStream()),
          line,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void flush(String source) {}
}
