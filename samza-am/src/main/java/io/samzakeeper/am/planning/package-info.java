/**
 * Planning anew while the job runs: a planner beside the leader, in its container, and the watch
 * that asks it whether the job's inputs have changed.
 */
package io.samzakeeper.am.planning;
