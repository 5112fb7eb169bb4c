package io.samzakeeper.client;

import io.samzakeeper.change.ProcessorRestart;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.JobId;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Says where a processor was and where it is now. */
record RestartReport(JobId job, String processor, PrintStream out, boolean json) {

  void print(ProcessorRestart.Done done) {
    if (json) {
      print(done.from(), done.to(), done.took().toMillis());
      return;
    }
    out.printf(
        Locale.ROOT,
        "%s: processor %s runs in %s on %s, no more in %s on %s; %.2f s%n",
        job,
        processor,
        done.to().containerId(),
        done.to().host(),
        done.from().containerId(),
        done.from().host(),
        done.took().toMillis() / 1000.0);
  }

  void printThereAlready(Assignment where) {
    if (json) {
      print(where, where, 0);
    } else {
      out.println(
          job
              + ": processor "
              + processor
              + " runs on "
              + where.host()
              + " already, in "
              + where.containerId());
    }
  }

  private void print(Assignment from, Assignment to, long millis) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", job.applicationName());
    values.put("processor", processor);
    values.put("from", from.containerId());
    values.put("to", to.containerId());
    values.put("host", to.host());
    values.put("millis", millis);
    out.println(Json.pretty(values));
  }
}
