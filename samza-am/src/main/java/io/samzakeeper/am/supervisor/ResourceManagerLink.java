package io.samzakeeper.am.supervisor;

/**
 * YARN's ResourceManager, as the supervisor needs it. All calls come from the supervisor's thread
 * and return at once; answers come as {@link Event}s on its queue.
 */
public interface ResourceManagerLink extends AutoCloseable {

  /** Takes the attempt over, by the protocol in docs/takeover.md; ends in {@code RmInSync}. */
  void takeOver();

  /** Remembers an absolute ask; it goes out with the next exchange. */
  void ask(Action.Ask ask);

  /** Remembers which hosts to avoid; it goes out with the next exchange. */
  void avoid(Action.Avoid avoid);

  /** Remembers a release; it goes out with every exchange until the completion is reported. */
  void release(String containerId);

  void progress(float progress);

  /**
   * The effects of the last {@code RmAnswered} are durable: the next exchange may be sent, at the
   * heartbeat interval or at once if there is something new to say. Without this call the link
   * sends nothing, so that no answer is acknowledged that could be lost.
   */
  void acknowledge();

  /**
   * Unregisters the application and returns when the RM has confirmed it; blocks, bounded.
   *
   * @return whether the RM confirmed
   */
  boolean finish(Action.FinalStatus status, String diagnostics);

  /** Stops the link; the application and its containers go on. */
  @Override
  void close();
}
