package io.samzakeeper.am.yarn;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;

/** Makes connections to the RM. One of them is used by one thread. */
public interface RmConnector {

  Connection connect(AttemptToken token) throws IOException;

  /** The RM's service for application masters, with the identity of one attempt. */
  interface Connection extends AutoCloseable {
    ApplicationMasterProtocol rm();

    /**
     * The racks of hosts, by the cluster's configuration as it is here. May start its script, for
     * all of them that were not asked about before.
     */
    Map<String, String> racksOf(Collection<String> hosts);

    /** From the next time that the connection is made, this token is shown. */
    void replaceToken(AttemptToken newer);

    @Override
    void close();
  }
}
