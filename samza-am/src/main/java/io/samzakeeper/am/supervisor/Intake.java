package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.Event.RmAnswered;
import io.samzakeeper.am.supervisor.Event.RmInSync;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.AppliedConfig;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.WorkerRegistration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Takes an event into the state: what is the case now. What to do about it comes afterwards. */
final class Intake {
  /** Lists come with a registration, or seconds after it: far fewer ends fall in between. */
  private static final int MOST_ENDS_REMEMBERED = 10_000;

  private final LiveSettings settings;
  private final AskLedger asks;
  private final HostLedger hosts;
  private final ContainerEndings endings;
  private final Standbys standbys;
  private final Spares spares;

  /** Of which this leader has been told the end: lists made before that may still come. */
  private final Set<String> ended =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MOST_ENDS_REMEMBERED;
            }
          });

  Intake(
      LiveSettings settings,
      AskLedger asks,
      HostLedger hosts,
      ContainerEndings endings,
      Standbys standbys,
      Spares spares) {
    this.hosts = hosts;
    this.standbys = standbys;
    this.spares = spares;
    this.settings = settings;
    this.asks = asks;
    this.endings = endings;
  }

  void take(JobState state, Event event, Changes changes) {
    if (event instanceof RmInSync sync) {
      inSync(state, sync, changes);
    } else if (event instanceof RmAnswered answer) {
      answered(state, answer, changes);
    } else if (event instanceof Event.RmLost lost) {
      state.yarn().lost();
      changes.tell("job", "the ResourceManager is away, containers go on: " + lost.reason());
    } else if (event instanceof Event.LaunchFailed failed) {
      launchFailed(state, failed, changes);
    } else if (event instanceof Event.WorkerReported reported) {
      reported(state, reported.worker(), changes);
    } else if (event instanceof Event.WorkerGone gone) {
      gone(state, gone.containerId(), changes);
    } else if (event instanceof Event.CandidateReported reported) {
      state.candidates().reported(reported.containerId(), reported.host());
    } else if (event instanceof Event.CandidateGone gone) {
      state.candidates().gone(gone.containerId(), changes.now());
      newGrace(state, gone.containerId(), changes);
    } else if (event instanceof Event.AttemptStarted started) {
      state.candidates().attemptStarted(started.amContainerId(), changes.now());
    } else if (event instanceof Event.ConfigChanged changed) {
      configChanged(state, changed, changes);
    } else if (event instanceof Event.ConfigRefused refused) {
      configRefused(state, refused, changes);
    } else if (event instanceof Event.StopRequested stop) {
      state.endWith(stop.status(), stop.reason(), changes);
    } else if (event instanceof Event.RestartAsked asked) {
      restartAsked(state, asked, changes);
    } else if (event instanceof Event.EndAsked asked) {
      endAsked(state, asked, changes);
    } else if (event instanceof Event.RestartTakenBack takenBack) {
      state.restartTakenBack(takenBack.processor());
    } else if (event instanceof Event.Noted noted) {
      changes.tell(noted.subject(), noted.text());
    } else if (!isNoNews(event)) {
      throw new IllegalArgumentException("no rule for " + event);
    }
  }

  /** A start that was accepted shows nothing yet: a worker is there when it has registered. */
  private static boolean isNoNews(Event event) {
    return event instanceof Event.Launched || event instanceof Event.Tick;
  }

  private static void restartAsked(JobState state, Event.RestartAsked asked, Changes changes) {
    state.restartAsked(asked);
    if (state.processor(asked.processor()).filter(state::isToRestart).isPresent()) {
      changes.tell(
          asked.containerId(),
          "processor "
              + asked.processor()
              + " is to go on in another container"
              + (asked.host().isEmpty() ? "" : " on " + asked.host())
              + ", asked for by "
              + asked.askedBy());
    }
  }

  private static void endAsked(JobState state, Event.EndAsked asked, Changes changes) {
    switch (asked.how()) {
      case STOP -> {
        state.stopAsked(asked.askedBy());
        changes.tell("job", "is to stop, asked for by " + asked.askedBy());
      }
      case DRAIN -> changes.tell("job", "is drained, asked for by " + asked.askedBy());
    }
  }

  private void configChanged(JobState state, Event.ConfigChanged changed, Changes changes) {
    settings.become(changed.settings());
    if (changed.plan().generation() != state.planGeneration()) {
      state.become(changed.plan());
    }
    changes.put(
        new Mutation.PutAppliedConfig(new AppliedConfig(changed.generation(), state.epoch(), "")));
    if (!changed.changes().isEmpty()) {
      changes.tell(
          "job",
          "config generation "
              + changed.generation()
              + " from here on: "
              + String.join(", ", changed.changes()));
    }
  }

  private static void configRefused(JobState state, Event.ConfigRefused refused, Changes changes) {
    changes.put(
        new Mutation.PutAppliedConfig(
            new AppliedConfig(refused.generation(), state.epoch(), refused.problem())));
    changes.tell(
        "job",
        "config generation "
            + refused.generation()
            + " cannot be used, the job goes on with what it has: "
            + refused.problem());
  }

  private void inSync(JobState state, RmInSync sync, Changes changes) {
    boolean first = state.yarn().inSync(sync.attemptId(), changes.now());
    if (sync.asksForgotten()) {
      asks.forgotten();
      hosts.doubt();
    }
    sync.previous().forEach(container -> found(state, container, changes));
    if (sync.asksForgotten()) {
      // A restarted RM has forgotten what it was to end: what it lists from now on does run.
      ended.clear();
    }
    if (first) {
      tellAdopted(state, changes);
    } else {
      changes.tell("job", "in step with the ResourceManager again as " + sync.attemptId());
    }
    requireFits(
        state,
        "cluster-manager.container.memory.mb",
        settings.now().worker().memoryMb(),
        sync.largestMemoryMb(),
        changes);
    requireFits(
        state,
        "cluster-manager.container.cpu.cores",
        settings.now().worker().cores(),
        sync.largestCores(),
        changes);
  }

  private static void tellAdopted(JobState state, Changes changes) {
    long open = state.processors().stream().filter(Processor::isOpen).count();
    long running =
        state.processors().stream()
            .filter(p -> p.isOpen() && p.container() != null)
            .filter(p -> state.worker(p.container()).isPresent())
            .count();
    changes.tell(
        "job",
        "leader with epoch "
            + state.epoch()
            + " in step with the ResourceManager as "
            + state.yarn().attemptId()
            + "; "
            + running
            + " of "
            + open
            + " processors have a running worker, taken over as they are");
  }

  private static void requireFits(
      JobState state, String key, int wanted, int largest, Changes changes) {
    if (largest > 0 && wanted > largest) {
      state.endWith(
          FinalStatus.FAILED,
          key + "=" + wanted + " is more than YARN gives to a container: at most " + largest,
          changes);
    }
  }

  private void answered(JobState state, RmAnswered answer, Changes changes) {
    state.hostFailures().clusterHas(answer.clusterNodes());
    answer
        .nmTokens()
        .forEach(
            (node, token) -> {
              changes.put(new Mutation.PutNmToken(node, token));
              changes.act(new Action.UseNmToken(node, token));
            });
    // Ends come first: told again to a successor, an answer may list a container and its end.
    for (Completion completion : answer.completed()) {
      ended.add(completion.containerId());
      completed(state, completion, changes);
    }
    answer.previous().forEach(container -> found(state, container, changes));
    for (YarnContainer container : answer.allocated()) {
      if (!ended.contains(container.containerId())) {
        allocated(state, container);
      }
    }
  }

  private void completed(JobState state, Completion completion, Changes changes) {
    HeldContainer container = state.container(completion.containerId()).orElse(null);
    if (container == null || container.record().role() == Role.WORKER) {
      endings.completed(state, completion, changes);
      return;
    }
    boolean wasWanted = !container.is(Phase.RELEASING);
    state.forget(container, changes);
    if (container.record().role() == Role.STANDBY) {
      state.candidates().gone(container.id(), changes.now()); // sooner than its session
      if (wasWanted) {
        standbys.completed(container, completion, changes);
      }
    } else if (wasWanted) {
      spares.completed(state, container, completion, changes);
    }
  }

  private void allocated(JobState state, YarnContainer container) {
    HeldContainer held = state.container(container.containerId()).orElse(null);
    if (held != null) {
      held.becomesStartable(); // told to a predecessor before
    } else {
      asks.allocated(new AskKey(container.priority(), container.allocationRequestId()));
      state.offered().add(container);
    }
  }

  /** YARN says that it runs since an earlier attempt, or since before the RM's restart. */
  private void found(JobState state, YarnContainer container, Changes changes) {
    String id = container.containerId();
    if (state.container(id).isPresent() || ended.contains(id)) {
      return;
    }
    if (AskLedger.role(container.priority()) == Role.STANDBY) {
      standbys.found(state, container, changes);
    } else if (container.priority() == AskLedger.WORKER_PRIORITY
        || container.priority() == AskLedger.SPARE_KEY.priority()) {
      foundWorker(state, container, changes);
    } else if (!state.candidates().isOwn(id) && !id.equals(state.candidates().am())) {
      Offers.giveBack(state, container, changes);
      changes.tell(id, "was the AM of an earlier attempt and lives on: given back");
    }
  }

  private static void foundWorker(JobState state, YarnContainer container, Changes changes) {
    String id = container.containerId();
    WorkerRegistration worker = state.workers().get(id);
    Processor processor = worker == null ? null : state.processor(worker.processor()).orElse(null);
    if (processor != null
        && processor.isOpen()
        && processor.container() == null
        && processor.isAssignedTo(id)) {
      ContainerRecord record =
          Offers.record(container, processor.id(), Phase.RUNNING, changes.now())
              .serving(processor.id())
              .forWorker(worker.launch(), false);
      changes.put(new Mutation.PutContainer(record));
      state.hold(new HeldContainer(record, changes.now(), false));
      changes.tell(id, "works for processor " + processor.id() + ": taken back into the table");
    } else {
      Offers.giveBack(state, container, changes);
      changes.tell(id, "runs and nobody knows it: given back");
    }
  }

  /** If an earlier leader may have started it, the worker may yet report in: that is waited for. */
  private void launchFailed(JobState state, Event.LaunchFailed failed, Changes changes) {
    HeldContainer container =
        state
            .container(failed.containerId())
            .filter(held -> held.is(Phase.LAUNCHING))
            .filter(held -> !held.isPerhapsStarted())
            .orElse(null);
    if (container == null) {
      return;
    }
    if (container.record().role() == Role.STANDBY) {
      if (!state.candidates().stands(container.id())) {
        standbys.launchRefused(state, container, failed.reason(), changes);
      }
    } else if (state.worker(container).isPresent()) {
      return; // it was started by another call
    } else if (container.record().role() == Role.SPARE) {
      spares.launchRefused(state, container, failed.reason(), changes);
    } else {
      endings.launchRefused(state, container, failed.reason(), changes);
    }
  }

  private static void reported(JobState state, WorkerRegistration worker, Changes changes) {
    WorkerRegistration before = state.workers().put(worker.containerId(), worker);
    HeldContainer container = state.container(worker.containerId()).orElse(null);
    if (container == null || container.is(Phase.RELEASING)) {
      return;
    }
    boolean isNews = before == null || before.state() != worker.state();
    if (worker.state() == WorkerRegistration.State.RUNNING && isNews) {
      changes.tell(container.id(), "processor " + worker.processor() + " runs on " + worker.host());
    }
    hear(container, worker);
  }

  private static void hear(HeldContainer container, WorkerRegistration worker) {
    // What it says of a processor that it had before is not about the one that it is for now.
    boolean isOfItsOwn = worker.processor().equals(container.record().processor());
    if (isOfItsOwn && worker.state() != WorkerRegistration.State.WAITING) {
      container.begins();
    }
    switch (worker.state()) {
      case WAITING, STARTING, RUNNING -> {}
      case COMPLETED -> {
        if (isOfItsOwn) {
          container.workerCompleted();
        }
      }
      case FAILED -> container.workerFailed(worker.lastError());
    }
  }

  private static void gone(JobState state, String containerId, Changes changes) {
    WorkerRegistration last = state.workers().remove(containerId);
    if (last != null) {
      // Said to a predecessor, perhaps, and then it counts for us, too.
      state.container(containerId).ifPresent(container -> hear(container, last));
    }
    newGrace(state, containerId, changes);
  }

  private static void newGrace(JobState state, String containerId, Changes changes) {
    state
        .container(containerId)
        .filter(container -> container.is(Phase.RUNNING))
        .ifPresent(container -> container.newGrace(changes.now()));
  }
}
