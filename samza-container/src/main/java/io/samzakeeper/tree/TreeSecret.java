package io.samzakeeper.tree;

import io.samzakeeper.job.InvalidConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/** A user's secret for the trees of the user's jobs: how it travels, and what it is good for. */
public final class TreeSecret {
  /** Its name among an application's YARN credentials. */
  public static final String ALIAS = "samza-keeper.zk.tree";

  /** Where a NodeManager has put the credentials of a container. */
  private static final String CREDENTIALS = "HADOOP_TOKEN_FILE_LOCATION";

  private static final String USER = "keeper-user";
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/=]{40,100}");

  private TreeSecret() {}

  /**
   * Takes it out of what YARN gave to a container.
   *
   * @param environment of the process
   * @return empty where the tree is not protected by one
   * @throws InvalidConfigException when the credentials cannot be read
   */
  public static Optional<ZooKeeperConnection.Digest> ofContainer(Map<String, String> environment) {
    String file = environment.get(CREDENTIALS);
    if (file == null) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return Optional.ofNullable(ContainerSecrets.read(in).get(ALIAS))
          .map(secret -> parse(ALIAS + " in " + file, secret));
    } catch (IOException e) {
      throw new InvalidConfigException(
          CREDENTIALS, file, "credentials that can be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Takes the content of a file; no message has it.
   *
   * @param source where it is, for messages
   * @throws InvalidConfigException when it is no secret
   */
  public static ZooKeeperConnection.Digest parse(String source, byte[] content) {
    String secret = new String(content, StandardCharsets.US_ASCII).strip();
    if (!FORM.matcher(secret).matches()) {
      throw new InvalidConfigException(source, "(not shown)", "the secret that a submission wrote");
    }
    return new ZooKeeperConnection.Digest(USER, secret);
  }

  /** Everything, and nobody else anything. */
  public static List<ACL> only(ZooKeeperConnection.Digest digest) {
    return List.of(new ACL(Perms.ALL, new Id("digest", digest.id())));
  }
}
