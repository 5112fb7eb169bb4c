package io.samzakeeper.am.supervisor;

/** What the job's config says to the supervisor at this moment. Not safe for threads. */
final class LiveSettings {
  private SupervisorSettings settings;

  LiveSettings(SupervisorSettings settings) {
    this.settings = settings;
  }

  SupervisorSettings now() {
    return settings;
  }

  RetryPolicy retries() {
    return new RetryPolicy(settings.retryCount(), settings.retryWindow());
  }

  void become(SupervisorSettings other) {
    settings = other;
  }
}
