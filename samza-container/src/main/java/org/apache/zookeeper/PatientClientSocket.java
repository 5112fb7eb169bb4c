package org.apache.zookeeper;

import java.io.IOException;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * ZooKeeper's client ends a session by itself when it was without connection for four thirds of its
 * timeout (since 3.9, {@code ClientCnxn.SendThread}), and cannot be told to leave that to the
 * ensemble. It goes by how long nothing was heard, which says so only while there is a connection.
 *
 * <p>In ZooKeeper's package, since the method is visible there only. Made by name.
 */
public final class PatientClientSocket extends ClientCnxnSocketNIO {
  public PatientClientSocket(ZKClientConfig config) throws IOException {
    super(config);
  }

  @Override
  int getIdleRecv() {
    return initialized && isConnected() ? super.getIdleRecv() : 0;
  }
}
