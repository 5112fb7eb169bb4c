package io.samzakeeper.tree;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The secret keys in a file of Hadoop credentials, as a NodeManager writes one for each container:
 * {@code HADOOP_TOKEN_FILE_LOCATION}. Workers have no Hadoop on their class path to read it with.
 */
final class ContainerSecrets {
  private static final byte[] MAGIC = "HDTS".getBytes(StandardCharsets.US_ASCII);

  /** Hadoop has another one, for files that people make. */
  private static final int WRITABLE = 0;

  /** No field is near that; what is longer shows a file that is none. */
  private static final int LONGEST_FIELD = 1 << 20;

  private static final int FIELDS_OF_A_TOKEN = 5;
  private static final int FIELDS_OF_A_SECRET = 2;

  private ContainerSecrets() {}

  /**
   * Reads the whole of it.
   *
   * @return alias to secret
   * @throws IOException also when it is in another format
   */
  static Map<String, byte[]> read(InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(file));
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("no credentials: it does not begin with HDTS");
    }
    int version = in.readUnsignedByte();
    if (version != WRITABLE) {
      throw new IOException("credentials of version " + version + "; known: " + WRITABLE);
    }
    for (long tokens = number(in); tokens > 0; tokens--) {
      for (int field = 0; field < FIELDS_OF_A_TOKEN; field++) {
        field(in);
      }
    }
    Map<String, byte[]> secrets = new HashMap<>();
    for (long left = number(in); left > 0; left--) {
      byte[][] fields = new byte[FIELDS_OF_A_SECRET][];
      for (int field = 0; field < FIELDS_OF_A_SECRET; field++) {
        fields[field] = field(in);
      }
      secrets.put(new String(fields[0], StandardCharsets.UTF_8), fields[1]);
    }
    return secrets;
  }

  private static byte[] field(DataInputStream in) throws IOException {
    long length = number(in);
    if (length < 0 || length > LONGEST_FIELD) {
      throw new IOException("no credentials: a field of " + length + " bytes");
    }
    byte[] content = in.readNBytes((int) length);
    if (content.length < length) {
      throw new IOException("the credentials are cut short");
    }
    return content;
  }

  /** Hadoop's variable-length number: one byte, or how many follow and whether it is negative. */
  private static long number(DataInputStream in) throws IOException {
    int first = in.readByte();
    if (first >= -112) {
      return first;
    }
    boolean negative = first < -120;
    int bytes = negative ? -120 - first : -112 - first;
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = (value << 8) | in.readUnsignedByte();
    }
    return negative ? ~value : value;
  }
}
