/**
 * The planner: a process of its own with the job's class path, which goes from a user's config to a
 * job model and is gone again. The one place besides the worker where the user's code runs. It
 * takes a request file, leaves a result file and writes nothing to ZooKeeper.
 */
package io.samzakeeper.planner;
