package io.samzakeeper.samza;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.tree.GroupCommit;
import io.samzakeeper.tree.JobTree;

/**
 * The job's tree as a worker sees it that owns a processor.
 *
 * @param tree to read
 * @param writes to write, fenced by the assignment
 * @param assignment by which the worker owns its processor
 */
public record OwnedTree(JobTree tree, GroupCommit writes, Assignment assignment) {}
