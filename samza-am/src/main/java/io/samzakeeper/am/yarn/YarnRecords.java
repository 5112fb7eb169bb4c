package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.Avoid;
import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.Event.OpaqueToken;
import io.samzakeeper.am.supervisor.Event.RmAnswered;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NMToken;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceBlacklistRequest;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.api.records.Token;

/** Between YARN's records and the supervisor's. */
final class YarnRecords {
  private YarnRecords() {}

  static RmAnswered answer(
      AllocateResponse response, List<YarnContainer> allocated, List<YarnContainer> previous) {
    return new RmAnswered(
        allocated,
        previous,
        response.getCompletedContainersStatuses().stream().map(YarnRecords::completion).toList(),
        nmTokens(response.getNMTokens()),
        response.getNumClusterNodes());
  }

  static AskKey askKey(Container container) {
    return new AskKey(container.getPriority().getPriority(), container.getAllocationRequestId());
  }

  /**
   * @param rack of its node
   */
  static YarnContainer container(Container container, String rack) {
    return new YarnContainer(
        container.getId().toString(),
        container.getNodeId().toString(),
        String.valueOf(container.getNodeHttpAddress()),
        rack,
        Math.toIntExact(container.getResource().getMemorySize()),
        container.getResource().getVirtualCores(),
        container.getPriority().getPriority(),
        container.getAllocationRequestId());
  }

  private static Completion completion(ContainerStatus status) {
    String diagnostics = status.getDiagnostics();
    return new Completion(
        status.getContainerId().toString(),
        status.getExitStatus(),
        diagnostics == null ? "" : diagnostics.strip());
  }

  /**
   * The absolute ask, without regard to what was asked before. The RM counts a host, its rack and
   * the cluster apart; only where the latter two are strict does no other host do ({@code
   * ResourceRequest#setRelaxLocality}). A label may be with the cluster's alone.
   *
   * @param racks by host
   */
  static List<ResourceRequest> requests(Ask ask, UnaryOperator<String> racks) {
    ResourceRequest anywhere = request(ask, ResourceRequest.ANY, ask.host().isEmpty());
    ask.nodeLabel().ifPresent(anywhere::setNodeLabelExpression);
    if (ask.host().isEmpty()) {
      return List.of(anywhere);
    }
    String host = ask.host().get();
    return List.of(request(ask, host, true), request(ask, racks.apply(host), false), anywhere);
  }

  private static ResourceRequest request(Ask ask, String resourceName, boolean relaxLocality) {
    return ResourceRequest.newBuilder()
        .priority(Priority.newInstance(ask.key().priority()))
        .allocationRequestId(ask.key().allocationRequestId())
        .resourceName(resourceName)
        .capability(Resource.newInstance(ask.memoryMb(), ask.cores()))
        .numContainers(ask.count())
        .relaxLocality(relaxLocality)
        .build();
  }

  static ResourceBlacklistRequest blacklist(Avoid avoid) {
    return ResourceBlacklistRequest.newInstance(
        List.copyOf(avoid.hosts()), List.copyOf(avoid.others()));
  }

  static FinalApplicationStatus finalStatus(FinalStatus status) {
    return switch (status) {
      case SUCCEEDED -> FinalApplicationStatus.SUCCEEDED;
      case FAILED -> FinalApplicationStatus.FAILED;
      case KILLED -> FinalApplicationStatus.KILLED;
    };
  }

  static SortedMap<String, OpaqueToken> nmTokens(List<NMToken> tokens) {
    SortedMap<String, OpaqueToken> byNode = new TreeMap<>();
    for (NMToken token : tokens) {
      byNode.put(token.getNodeId().toString(), encode(token.getToken()));
    }
    return byNode;
  }

  /** In Hadoop's own format for tokens, which is the same in all versions. */
  private static OpaqueToken encode(Token token) {
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      new org.apache.hadoop.security.token.Token<TokenIdentifier>(
              bytes(token.getIdentifier()),
              bytes(token.getPassword()),
              new Text(token.getKind()),
              new Text(token.getService()))
          .write(out);
      return new OpaqueToken(Arrays.copyOf(out.getData(), out.getLength()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
  }

  static Token decode(OpaqueToken token) throws IOException {
    org.apache.hadoop.security.token.Token<TokenIdentifier> decoded =
        new org.apache.hadoop.security.token.Token<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(token.bytes()))) {
      decoded.readFields(in);
    }
    return Token.newInstance(
        decoded.getIdentifier(),
        decoded.getKind().toString(),
        decoded.getPassword(),
        decoded.getService().toString());
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
