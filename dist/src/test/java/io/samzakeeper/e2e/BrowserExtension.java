package io.samzakeeper.e2e;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves out tests that need a browser where there is none, and says so. */
final class BrowserExtension implements ExecutionCondition {
  private static final String MISSING =
      "SKIPPED, THE WEB UI IS NOT TESTED: there is no Chromium in the PATH (Debian: apt-get install"
          + " chromium)";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Browser.installed().isPresent()) {
      return ConditionEvaluationResult.enabled("there is a browser");
    }
    System.out.println("\n*** " + context.getDisplayName() + ": " + MISSING + " ***\n");
    return ConditionEvaluationResult.disabled(MISSING);
  }
}
