/** The worker process: hosts one Samza container for as long as the job's tree says that it may. */
package io.samzakeeper.worker;
