package org.apache.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.zookeeper.client.ZKClientConfig;

/** What {@link PatientClientSocket} is, over Netty: the only kind of connection that has TLS. */
public final class PatientNettySocket extends ClientCnxnSocketNetty {
  public PatientNettySocket(ZKClientConfig config) throws IOException {
    super(config);
  }

  /** Netty's forgets the connection before only when there is the next, and not while it tries. */
  @Override
  void connect(InetSocketAddress address) throws IOException {
    initialized = false;
    super.connect(address);
  }

  @Override
  int getIdleRecv() {
    return initialized && isConnected() ? super.getIdleRecv() : 0;
  }
}
