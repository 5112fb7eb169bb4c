package io.samzakeeper.am.yarn;

import java.io.IOException;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;

/** Makes connections to the RM. One of them is used by one thread. */
public interface RmConnector {

  Connection connect(AttemptToken token) throws IOException;

  /** The RM's service for application masters, with the identity of one attempt. */
  interface Connection extends AutoCloseable {
    ApplicationMasterProtocol rm();

    /** The rack of a host, by the cluster's configuration as it is here. */
    String rackOf(String host);

    /** From the next time that the connection is made, this token is shown. */
    void replaceToken(AttemptToken newer);

    @Override
    void close();
  }
}
