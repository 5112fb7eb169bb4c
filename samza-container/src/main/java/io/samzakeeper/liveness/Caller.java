package io.samzakeeper.liveness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One who is connected to a {@link LivenessPort}: is greeted, and told the news if he asks for
 * them. Who reads slowly misses some, and holds nobody up. For the port's thread.
 */
final class Caller {
  private final SocketChannel channel;
  private final SelectionKey key;

  /** On its way; the next news go out when all of it has left. */
  private ByteBuffer leaving;

  /** Only the newest; null for none. */
  private byte[] next;

  /** How much of the request for news has come. */
  private int heard;

  /** He wants something that this version does not know: he is greeted, and nothing else. */
  private boolean deaf;

  Caller(SocketChannel channel, SelectionKey key, byte[] greeting) throws IOException {
    this.channel = channel;
    this.key = key;
    this.leaving = ByteBuffer.wrap(greeting);
    write();
  }

  /**
   * Takes what has come. What follows a request is for versions to come, and means nothing here.
   *
   * @return whether he asks for the news with it
   * @throws IOException when the connection is over
   */
  boolean read(ByteBuffer input) throws IOException {
    input.clear();
    if (channel.read(input) < 0) {
      throw new IOException("closed by the other end");
    }
    input.flip();
    boolean asked = asks();
    while (input.hasRemaining() && !deaf && !asks()) {
      deaf = input.get() != News.REQUEST[heard];
      heard++;
    }
    return asks() && !asked;
  }

  /** One line, if he has asked for them. */
  void tell(byte[] news) throws IOException {
    if (asks()) {
      next = news;
      write();
    }
  }

  private boolean asks() {
    return !deaf && heard == News.REQUEST.length;
  }

  /** As much as there is room for. */
  void write() throws IOException {
    channel.write(leaving);
    if (!leaving.hasRemaining() && next != null) {
      leaving = ByteBuffer.wrap(next);
      next = null;
      channel.write(leaving);
    }
    key.interestOps(
        leaving.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }
}
