/**
 * Decides what becomes of the job's containers. Events come in, one at a time; {@link
 * io.samzakeeper.am.supervisor.Supervisor} says what has to be durable and what is to be done;
 * {@link io.samzakeeper.am.supervisor.SupervisorLoop} sees to it. Knows neither YARN's nor
 * ZooKeeper's classes: the interfaces to both are here, what is behind them is elsewhere. See
 * docs/supervisor.md.
 */
package io.samzakeeper.am.supervisor;
