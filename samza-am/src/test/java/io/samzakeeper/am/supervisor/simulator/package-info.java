/**
 * A cluster in virtual time: a ResourceManager with the semantics of YARN's protocol, NodeManagers,
 * workers, the job's tree and one leader after another, from a seed, with faults. It knows only the
 * supervisor's interfaces; what leads is plugged in ({@link
 * io.samzakeeper.am.supervisor.simulator.Mechanisms}), so that tests can plug in something broken.
 */
package io.samzakeeper.am.supervisor.simulator;
