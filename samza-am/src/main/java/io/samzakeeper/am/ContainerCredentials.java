package io.samzakeeper.am;

import io.samzakeeper.job.InvalidConfigException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.ApplicationConstants;

/**
 * What YARN gave to this container. The same as those of Hadoop's current user, which needs all of
 * Hadoop's configuration for it.
 */
final class ContainerCredentials {
  private ContainerCredentials() {}

  static Credentials read(Map<String, String> environment) throws IOException {
    String name = ApplicationConstants.CONTAINER_TOKEN_FILE_ENV_NAME;
    String file = environment.get(name);
    if (file == null) {
      throw new InvalidConfigException(name, null, "the file that the NodeManager writes");
    }
    Credentials credentials = new Credentials();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(file))))) {
      credentials.readTokenStorageStream(in);
    }
    return credentials;
  }
}
