/** Samza's SPIs on the job's tree: checkpoints and metadata, fenced by the worker's assignment. */
package io.samzakeeper.samza;
