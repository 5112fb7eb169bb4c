package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.HandOver;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a planned hand-over needs of a reign. */
final class LeadersHandOver implements HandOvers.Leader {
  private final Supplier<Application> application;
  private final Supplier<String> whyAlone;
  private final Consumer<CandidateId> giveWay;
  private final Consumer<String> refused;
  private final Consumer<Event> events;

  /**
   * @param whyAlone why there is nobody to hand over to, for people
   * @param giveWay ends the reign in favour of a candidate; returns at once
   * @param refused told why what this process asked for itself is not done
   */
  LeadersHandOver(
      Supplier<Application> application,
      Supplier<String> whyAlone,
      Consumer<CandidateId> giveWay,
      Consumer<String> refused,
      Consumer<Event> events) {
    this.application = application;
    this.whyAlone = whyAlone;
    this.giveWay = giveWay;
    this.refused = refused;
    this.events = events;
  }

  @Override
  public Optional<String> objection() {
    Application.State state = application.get().state();
    return state.ended() ? Optional.of("the job ends as " + state) : Optional.empty();
  }

  @Override
  public String whyAlone() {
    return whyAlone.get();
  }

  @Override
  public void giveWay(CandidateId heir) {
    giveWay.accept(heir);
  }

  @Override
  public void refusedOwn(String reason) {
    refused.accept(reason);
  }

  @Override
  public void tookOver(HandOver handOver) {
    events.accept(
        new Event.Noted(
            "job", "planned hand-over to this leader, asked for by " + handOver.askedBy()));
  }
}
