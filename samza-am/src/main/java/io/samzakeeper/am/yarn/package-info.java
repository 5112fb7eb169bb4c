/**
 * YARN as the supervisor sees it: {@link io.samzakeeper.am.yarn.RmLink} to the ResourceManager and
 * {@link io.samzakeeper.am.yarn.NmLink} to the NodeManagers. The protocol by which a candidate
 * takes over a living attempt is described in docs/takeover.md.
 */
package io.samzakeeper.am.yarn;
