package io.samzakeeper.job;

import io.samzakeeper.job.CheckpointRecord.Input;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the inputs of a job go.
 *
 * @param newest whole partitions with the offset of their last record; null where there is none
 * @param unknown system to why it could not be asked, for people
 */
public record InputEnds(List<Input> newest, SortedMap<String, String> unknown) {
  public static final InputEnds NONE = new InputEnds(List.of(), new TreeMap<>());
}
