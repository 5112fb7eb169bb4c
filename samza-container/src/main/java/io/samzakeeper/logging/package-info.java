/** Levels of loggers, changed while a process runs. */
package io.samzakeeper.logging;
