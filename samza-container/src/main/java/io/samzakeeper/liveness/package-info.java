/** Processes that see each other live: a connection that ends with the process at its other end. */
package io.samzakeeper.liveness;
