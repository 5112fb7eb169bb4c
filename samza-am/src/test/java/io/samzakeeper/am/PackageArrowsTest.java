package io.samzakeeper.am;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between packages run one way, as the table in docs/architecture.md has them. */
class PackageArrowsTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.samzakeeper");

  @ParameterizedTest(name = "{0} uses {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "launch           | job",
        "change           | tree job",
        "am.supervisor    | job",
        "am.yarn          | am.supervisor launch job",
        "am.web           | am.supervisor metrics job",
        "am.planning      | launch tree job",
        "am               | am.supervisor am.yarn am.web am.planning change launch liveness logging tree job",
      })
  void usesOnly(String user, String used) {
    arrows(user, used).check(OURS);
  }

  /** And one class of another room: the application's secret, which the client makes. */
  @Test
  void clientUsesOnly() {
    classes()
        .that()
        .resideInAPackage("io.samzakeeper.client..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.samzakeeper.."))
                .or(resideInAnyPackage(packages("client change launch tree job")))
                .or(type(ApplicationSecret.class)))
        .check(OURS);
  }

  @Test
  void supervisorKnowsNeitherYarnNorZooKeeper() {
    noClasses()
        .that()
        .resideInAPackage("io.samzakeeper.am.supervisor")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hadoop..", "org.apache.zookeeper..", "org.apache.curator..")
        .check(OURS);
  }

  @Test
  void nothingLoadsTheUsersWorld() {
    noClasses()
        .that()
        .resideInAnyPackage("io.samzakeeper.am..", "io.samzakeeper.client..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.samza..")
        .check(OURS);
  }

  private static ArchRule arrows(String user, String used) {
    return classes()
        .that()
        .resideInAPackage("io.samzakeeper." + user)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.samzakeeper.."))
                .or(resideInAnyPackage(packages(user + " " + used))));
  }

  private static String[] packages(String names) {
    return Stream.of(names.trim().split("\\s+"))
        .map(name -> "io.samzakeeper." + name)
        .toArray(String[]::new);
  }
}
