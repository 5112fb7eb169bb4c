/** How metrics are written for Prometheus, whoever has them. */
package io.samzakeeper.metrics;
