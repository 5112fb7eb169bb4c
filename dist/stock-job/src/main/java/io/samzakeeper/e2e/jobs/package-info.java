/** Jobs that the end-to-end tests run: Samza's API only, as a user's jobs are. */
package io.samzakeeper.e2e.jobs;
