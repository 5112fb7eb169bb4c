package io.samzakeeper.am.web;

import java.util.Collection;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How all workers that have told of themselves lately fare together.
 *
 * @param reporting how many of them serve a processor: the others are spares
 * @param lagMessages empty where no input's lag is known
 * @param messagesPerSecond empty until one of them is known, as are the cores
 */
record WorkTotals(
    int reporting,
    OptionalLong lagMessages,
    OptionalDouble messagesPerSecond,
    OptionalDouble cores,
    long memoryBytes) {

  static WorkTotals of(Collection<WorkerFigures> workers) {
    return new WorkTotals(
        Math.toIntExact(
            workers.stream().filter(worker -> !worker.report().processor().isEmpty()).count()),
        workers.stream()
            .map(WorkerFigures::lagMessages)
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .reduce(Long::sum),
        sum(workers.stream().map(WorkerFigures::messagesPerSecond)),
        sum(workers.stream().map(WorkerFigures::cores)),
        workers.stream().mapToLong(worker -> worker.report().memoryBytes()).sum());
  }

  private static OptionalDouble sum(Stream<OptionalDouble> values) {
    return values
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .reduce(Double::sum);
  }
}
