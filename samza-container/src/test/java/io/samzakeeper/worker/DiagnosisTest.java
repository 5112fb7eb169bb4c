package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.FencedException;
import org.apache.samza.SamzaException;
import org.apache.samza.config.ConfigException;
import org.junit.jupiter.api.Test;

/** Which exit code an exception speaks for. */
class DiagnosisTest {
  @Test
  void theChainOfCausesIsLookedThrough() {
    assertThat(code(new FencedException("f", null))).isEqualTo(ExitCode.ASSIGNMENT_LOST);
    assertThat(code(new UnreadableZnodeException("/p", "why", null)))
        .isEqualTo(ExitCode.TREE_UNREADABLE);
    assertThat(code(new ConfigException("c"))).isEqualTo(ExitCode.BAD_CONFIG);
    assertThat(code(new ClassNotFoundException("c"))).isEqualTo(ExitCode.BAD_CONFIG);
    assertThat(code(new OutOfMemoryError())).isEqualTo(ExitCode.OUT_OF_MEMORY);
    assertThat(code(new IllegalStateException("x"))).isEqualTo(ExitCode.TASK_FAILED);
  }

  @Test
  void theTextIsOneBoundedLine() {
    Throwable endless = new IllegalStateException("in\n two lines");
    assertThat(Diagnosis.text(new SamzaException("outer", endless)))
        .isEqualTo(
            "org.apache.samza.SamzaException: outer; caused by"
                + " java.lang.IllegalStateException: in two lines");
    assertThat(Diagnosis.text(new IllegalStateException("x".repeat(10_000))))
        .hasSize(Diagnosis.MAX_TEXT)
        .endsWith("...");
  }

  private static ExitCode code(Throwable root) {
    return Diagnosis.code(
        new SamzaException("outer", new IllegalStateException("middle", root)),
        ExitCode.TASK_FAILED);
  }
}
