package io.samzakeeper.am.web;

import java.util.Map;
import java.util.Optional;
import javax.servlet.http.HttpServletResponse;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authorize.AccessControlList;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * Who may look at the job and who may change it: as YARN decides for an application. Where the
 * cluster has no ACLs everybody may look, and everybody who is known by name may change. Who the
 * cluster's proxy does not know comes as nobody, or under the name that Hadoop gives to all of
 * those. Safe for any thread; asks for a user's groups, which may block.
 */
public final class Access {
  private final boolean aclsEnabled;
  private final String unknownUser;
  private final String owner;
  private final AccessControlList administrators;
  private final Map<ApplicationAccessType, String> acls;

  /**
   * @param cluster YARN's configuration
   * @param owner whose application it is
   * @param acls of the application
   */
  public Access(Configuration cluster, String owner, Map<ApplicationAccessType, String> acls) {
    this.aclsEnabled =
        cluster.getBoolean(
            YarnConfiguration.YARN_ACL_ENABLE, YarnConfiguration.DEFAULT_YARN_ACL_ENABLE);
    this.unknownUser =
        cluster.get(
            CommonConfigurationKeys.HADOOP_HTTP_STATIC_USER,
            CommonConfigurationKeys.DEFAULT_HADOOP_HTTP_STATIC_USER);
    this.administrators =
        new AccessControlList(
            cluster.get(
                YarnConfiguration.YARN_ADMIN_ACL, YarnConfiguration.DEFAULT_YARN_ADMIN_ACL));
    this.owner = owner;
    this.acls = Map.copyOf(acls);
  }

  /**
   * @param user as the proxy names him; nothing where it does not
   * @throws ProblemException when he may not
   */
  void requireView(Optional<String> user) {
    if (aclsEnabled && !user.map(u -> isIn(u, ApplicationAccessType.VIEW_APP)).orElse(false)) {
      throw new ProblemException(
          HttpServletResponse.SC_FORBIDDEN,
          name(user)
              + " may not look at this application: its VIEW_APP ACL is in yarn.job.view.acl"
              + " of the job, and yarn.acl.enable is on");
    }
  }

  /**
   * The user, who may change the job.
   *
   * @throws ProblemException when he may not
   */
  String requireModify(Optional<String> user) {
    Optional<String> problem = whyNoChange(user);
    if (problem.isPresent()) {
      throw new ProblemException(HttpServletResponse.SC_FORBIDDEN, problem.get());
    }
    return user.orElseThrow();
  }

  /** Why he may not change the job; nothing where he may. */
  Optional<String> whyNoChange(Optional<String> user) {
    if (user.isEmpty() || user.get().equals(unknownUser)) {
      return Optional.of(
          "the cluster does not know who you are, and only a user with a name may change the job;"
              + " without Kerberos, open this page once with ?user.name=NAME");
    }
    if (aclsEnabled && !isIn(user.get(), ApplicationAccessType.MODIFY_APP)) {
      return Optional.of(user.get() + " may not modify this application (YARN's ACL)");
    }
    return Optional.empty();
  }

  private boolean isIn(String user, ApplicationAccessType type) {
    if (user.equals(owner)) {
      return true;
    }
    UserGroupInformation asking = UserGroupInformation.createRemoteUser(user);
    return administrators.isUserAllowed(asking)
        || new AccessControlList(acls.getOrDefault(type, YarnConfiguration.DEFAULT_YARN_APP_ACL))
            .isUserAllowed(asking);
  }

  private static String name(Optional<String> user) {
    return user.orElse("somebody without a name");
  }
}
