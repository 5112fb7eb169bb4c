/**
 * A change of a job that runs: config and plan become current together, under the claim that keeps
 * others out. Commands use it, and the leader, for who asks through its pages.
 */
package io.samzakeeper.change;
