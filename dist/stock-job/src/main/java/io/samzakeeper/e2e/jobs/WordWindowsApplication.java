package io.samzakeeper.e2e.jobs;

import java.time.Duration;
import java.util.Arrays;
import org.apache.samza.application.StreamApplication;
import org.apache.samza.application.descriptors.StreamApplicationDescriptor;
import org.apache.samza.operators.KV;
import org.apache.samza.operators.windows.Windows;
import org.apache.samza.serializers.IntegerSerde;
import org.apache.samza.serializers.KVSerde;
import org.apache.samza.serializers.StringSerde;
import org.apache.samza.system.kafka.descriptors.KafkaSystemDescriptor;

/**
 * The high-level API at work: words of a topic are repartitioned, counted in windows of half a
 * second, and sent as {@code <word> <count in the window>}. Topics are in {@code windows.input} and
 * {@code echo.output}.
 */
public final class WordWindowsApplication implements StreamApplication {
  @Override
  public void describe(StreamApplicationDescriptor application) {
    var kafka = new KafkaSystemDescriptor("kafka");
    String input = application.getConfig().get("windows.input");
    String output = application.getConfig().get("echo.output");
    application
        .getInputStream(kafka.getInputDescriptor(input, new StringSerde()))
        .flatMap(line -> Arrays.asList(line.split(" ", -1)))
        .partitionBy(
            word -> word, word -> word, KVSerde.of(new StringSerde(), new StringSerde()), "by-word")
        .window(
            Windows.keyedTumblingWindow(
                KV::getKey,
                Duration.ofMillis(500),
                () -> 0,
                (word, count) -> count + 1,
                new StringSerde(),
                new IntegerSerde()),
            "count")
        .map(
            pane -> KV.of(pane.getKey().getKey(), pane.getKey().getKey() + " " + pane.getMessage()))
        .sendTo(
            application.getOutputStream(
                kafka.getOutputDescriptor(
                    output, KVSerde.of(new StringSerde(), new StringSerde()))));
  }
}
