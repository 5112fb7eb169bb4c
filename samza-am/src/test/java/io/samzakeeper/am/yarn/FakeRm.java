package io.samzakeeper.am.yarn;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.AMRMClientUtils;
import org.apache.hadoop.yarn.exceptions.ApplicationMasterNotRegisteredException;
import org.apache.hadoop.yarn.exceptions.InvalidApplicationMasterRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.Records;

/** Keeps response ids as the RM does; the rest is what a test wants. */
final class FakeRm implements ApplicationMasterProtocol, RmConnector {
  /** Requests that were processed, in order. */
  final BlockingQueue<AllocateRequest> processed = new LinkedBlockingQueue<>();

  /** Completions for the next answers. */
  final Deque<ContainerStatus> completions = new ArrayDeque<>();

  private final AttemptToken token;
  private final Deque<Exception> failures = new ArrayDeque<>();
  private int loseAnswers;
  private int expected = -1;
  private int finishes;
  private AllocateResponse last;

  FakeRm(AttemptToken token) {
    this.token = token;
  }

  /** The next exchanges fail so, without being processed. */
  synchronized void failWith(Exception... next) {
    failures.addAll(List.of(next));
  }

  /** The next exchanges are processed and their answers are lost. */
  synchronized void loseAnswers(int count) {
    loseAnswers = count;
  }

  synchronized void restart() {
    expected = -1;
  }

  @Override
  public synchronized RegisterApplicationMasterResponse registerApplicationMaster(
      RegisterApplicationMasterRequest request) throws YarnException {
    if (expected >= 0) {
      throw new InvalidApplicationMasterRequestException(
          AMRMClientUtils.APP_ALREADY_REGISTERED_MESSAGE + token.attemptId().getApplicationId());
    }
    expected = 0;
    RegisterApplicationMasterResponse response =
        Records.newRecord(RegisterApplicationMasterResponse.class);
    response.setMaximumResourceCapability(Resource.newInstance(1000, 2));
    return response;
  }

  @Override
  public synchronized AllocateResponse allocate(AllocateRequest request)
      throws YarnException, IOException {
    if (expected < 0) {
      throw new ApplicationMasterNotRegisteredException("not registered");
    }
    if (request.getResponseId() == expected - 1) {
      return last;
    }
    if (request.getResponseId() != expected) {
      throw new InvalidApplicationMasterRequestException(
          AMRMClientUtils.assembleInvalidResponseIdExceptionMessage(
              token.attemptId(), expected, request.getResponseId()));
    }
    Exception failure = failures.poll();
    if (failure instanceof YarnException e) {
      throw e;
    }
    if (failure != null) {
      throw (IOException) failure;
    }
    last = Records.newRecord(AllocateResponse.class);
    last.setResponseId(++expected);
    last.setAllocatedContainers(List.of());
    List<ContainerStatus> completed = new ArrayList<>(completions);
    completions.clear();
    last.setCompletedContainersStatuses(completed);
    processed.add(request); // last: who sees it may say what the next answer has
    if (loseAnswers > 0) {
      loseAnswers--;
      throw new IOException("the answer is lost");
    }
    return last;
  }

  @Override
  public synchronized FinishApplicationMasterResponse finishApplicationMaster(
      FinishApplicationMasterRequest request) {
    return FinishApplicationMasterResponse.newInstance(++finishes > 2);
  }

  synchronized int finishes() {
    return finishes;
  }

  @Override
  public Connection connect(AttemptToken shown) {
    return new Connection() {
      @Override
      public ApplicationMasterProtocol rm() {
        return FakeRm.this;
      }

      @Override
      public void replaceToken(AttemptToken newer) {}

      @Override
      public Map<String, String> racksOf(Collection<String> hosts) {
        return hosts.stream().collect(Collectors.toMap(host -> host, host -> "/rack-of-" + host));
      }

      @Override
      public void close() {}
    };
  }
}
