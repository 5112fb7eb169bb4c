package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.tree.TreeSecret;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * What lets a user's commands and jobs into the trees of that user's jobs: a random secret, in a
 * directory of the staging directory that only the user may enter. It is made once and never
 * changed: jobs that run know it, too.
 */
public final class UserSecret {
  private static final int BYTES = 32;
  private static final String NAME = "zookeeper.secret";

  private final Staging directory;
  private final String user;

  private UserSecret(Staging staging, String user) {
    this.directory = staging.below("secrets-" + user);
    this.user = user;
  }

  /**
   * The current user's.
   *
   * @param config says where the staging directory is, if it is not where the cluster has it
   */
  public static UserSecret of(JobConfig config, Configuration hadoop) throws IOException {
    return new UserSecret(
        Staging.of(config, hadoop), UserGroupInformation.getCurrentUser().getShortUserName());
  }

  /** Where it is or would be. */
  String location() {
    return directory.path(NAME).toString();
  }

  /**
   * Reads it.
   *
   * @throws ClientException when somebody else could have read it, or made it
   */
  public Optional<ZooKeeperConnection.Digest> find() throws IOException {
    Optional<Staging.Staged> staged = directory.find(NAME);
    return staged.isEmpty() ? Optional.empty() : Optional.of(read(staged.get().status()));
  }

  /**
   * Reads it; makes it where there is none, and then it is there for good on return.
   *
   * @throws ClientException as {@link #find}
   */
  public ZooKeeperConnection.Digest make() throws IOException {
    Optional<ZooKeeperConnection.Digest> found = find();
    if (found.isPresent()) {
      return found.get();
    }
    directory.makeForOwner();
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    return read(
        directory
            .onceForOwner(
                NAME,
                out -> {
                  try {
                    out.write(Base64.getEncoder().encode(secret));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            .status());
  }

  private ZooKeeperConnection.Digest read(FileStatus file) throws IOException {
    requirePrivate(directory.status(), "700");
    requirePrivate(file, "600");
    try (InputStream in = directory.fileSystem().open(file.getPath())) {
      return TreeSecret.parse(location(), in.readAllBytes());
    }
  }

  private void requirePrivate(FileStatus status, String wanted) {
    FsPermission mode = status.getPermission();
    boolean forOthers =
        mode.getGroupAction() != FsAction.NONE || mode.getOtherAction() != FsAction.NONE;
    if (forOthers || !owner().equals(status.getOwner())) {
      throw new ClientException(
          ClientExit.REFUSED,
          status.getPath()
              + " belongs to "
              + status.getOwner()
              + " and has the mode "
              + mode
              + ": it has to be "
              + owner()
              + "'s and nobody else's (mode "
              + wanted
              + "), as who knows the secret in it may do anything with the user's jobs; without a"
              + " secret: keeper.zk.acl=open");
    }
  }

  /** On this machine's file system it is who runs this process, whoever that says to be. */
  private String owner() {
    return "file".equals(directory.fileSystem().getUri().getScheme())
        ? System.getProperty("user.name")
        : user;
  }
}
