package io.samzakeeper.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages of this module; the table is in docs/architecture.md. */
@AnalyzeClasses(packages = "io.samzakeeper", importOptions = DoNotIncludeTests.class)
class PackageArrowsTest {
  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("job")
          .definedBy("io.samzakeeper.job..")
          .layer("liveness")
          .definedBy("io.samzakeeper.liveness..")
          .layer("metrics")
          .definedBy("io.samzakeeper.metrics..")
          .layer("tree")
          .definedBy("io.samzakeeper.tree..")
          .layer("logging")
          .definedBy("io.samzakeeper.logging..")
          .layer("samza")
          .definedBy("io.samzakeeper.samza..")
          .layer("worker")
          .definedBy("io.samzakeeper.worker..")
          .layer("planner")
          .definedBy("io.samzakeeper.planner..")
          .whereLayer("job")
          .mayNotAccessAnyLayer()
          .whereLayer("liveness")
          .mayNotAccessAnyLayer()
          .whereLayer("metrics")
          .mayNotAccessAnyLayer()
          .whereLayer("tree")
          .mayOnlyAccessLayers("job")
          .whereLayer("logging")
          .mayOnlyAccessLayers("tree", "job")
          .whereLayer("samza")
          .mayOnlyAccessLayers("tree", "job")
          .whereLayer("worker")
          .mayOnlyAccessLayers("samza", "logging", "tree", "liveness", "metrics", "job")
          .whereLayer("planner")
          .mayOnlyAccessLayers("samza", "tree", "job");

  /** The AM reads these packages without Samza's classes on its class path. */
  @ArchTest
  static final ArchRule THE_VOCABULARY_KNOWS_NO_SAMZA =
      noClasses()
          .that()
          .resideInAnyPackage("io.samzakeeper.job..", "io.samzakeeper.tree..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.samza..", "scala..");

  /** What runs with the user's classes brings no Hadoop of its own. */
  @ArchTest
  static final ArchRule NOTHING_KNOWS_HADOOP =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.hadoop..");
}
