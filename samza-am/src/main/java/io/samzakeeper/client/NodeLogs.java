package io.samzakeeper.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authentication.client.AuthenticatedURL;
import org.apache.hadoop.security.authentication.client.AuthenticationException;

/**
 * A container's log files on its node, through the NodeManager's web service: of a container that
 * runs, and of one that has ended, as long as its application runs.
 */
final class NodeLogs implements ContainerLogs {
  private static final int PATIENCE_MS = 5_000;

  private final String service;
  private final String containerId;
  private final String user;

  /**
   * @param nodeHttpAddress {@code host:port} of the NodeManager's pages, with or without what comes
   *     before it in a URL
   */
  NodeLogs(String nodeHttpAddress, String containerId) throws IOException {
    this.service =
        (nodeHttpAddress.contains("://") ? nodeHttpAddress : "http://" + nodeHttpAddress)
            + "/ws/v1/node/";
    this.containerId = containerId;
    this.user = UserGroupInformation.getCurrentUser().getShortUserName();
  }

  @Override
  public List<LogFile> files() throws IOException {
    Optional<InputStream> answer = get("containers/" + containerId + "/logs?");
    if (answer.isEmpty()) {
      return List.of();
    }
    try (InputStream in = answer.get()) {
      return files(new ObjectMapper().readTree(in));
    }
  }

  /** Arrays of one are no arrays there, and the names differ between versions. */
  static List<LogFile> files(JsonNode answer) {
    List<LogFile> files = new ArrayList<>();
    for (JsonNode name : answer.findValues("fileName")) {
      if (name.isTextual()) {
        files.add(new LogFile(name.asText(), 0));
      }
    }
    List<JsonNode> sizes = answer.findValues("fileSize");
    if (sizes.size() != files.size()) {
      return files;
    }
    List<LogFile> sized = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      sized.add(new LogFile(files.get(i).name(), sizes.get(i).asLong()));
    }
    return sized;
  }

  @Override
  public Optional<Copied> copyEnd(String file, long bytes, OutputStream out) throws IOException {
    String name = URLEncoder.encode(file, StandardCharsets.UTF_8).replace("+", "%20");
    Optional<InputStream> answer =
        get("containerlogs/" + containerId + "/" + name + "?size=-" + bytes + "&");
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(answer.get())) {
      return YarnLogText.copy(in, bytes, out);
    }
  }

  /** Nothing where the node knows no such thing. */
  private Optional<InputStream> get(String what) throws IOException {
    URL url =
        new URL(service + what + "user.name=" + URLEncoder.encode(user, StandardCharsets.UTF_8));
    HttpURLConnection connection = answered((HttpURLConnection) url.openConnection());
    if (connection.getResponseCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
      connection.disconnect();
      connection = answered(authenticated(url));
    }
    int code = connection.getResponseCode();
    if (code == HttpURLConnection.HTTP_OK) {
      return Optional.of(connection.getInputStream());
    }
    connection.disconnect();
    if (code == HttpURLConnection.HTTP_FORBIDDEN || code == HttpURLConnection.HTTP_UNAUTHORIZED) {
      throw new ClientException(
          ClientExit.REFUSED,
          url + " answers " + code + ": " + user + " may not look at this application (its ACLs)");
    }
    return Optional.empty();
  }

  private static HttpURLConnection answered(HttpURLConnection connection) {
    connection.setConnectTimeout(PATIENCE_MS);
    connection.setReadTimeout(PATIENCE_MS);
    connection.setRequestProperty("Accept", "application/json, text/plain, */*");
    return connection;
  }

  /** As Kerberos has it. */
  private static HttpURLConnection authenticated(URL url) throws IOException {
    try {
      return new AuthenticatedURL().openConnection(url, new AuthenticatedURL.Token());
    } catch (AuthenticationException e) {
      throw new IOException(url + ": " + e.getMessage(), e);
    }
  }
}
