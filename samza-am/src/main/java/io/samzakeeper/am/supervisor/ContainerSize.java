package io.samzakeeper.am.supervisor;

import java.util.Optional;

/**
 * What is asked of YARN for a container.
 *
 * @param nodeLabel of the nodes where it may run
 */
public record ContainerSize(int memoryMb, int cores, Optional<String> nodeLabel) {}
