package io.samzakeeper.worker;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The JVMs that make an archive of classes, as command lines. */
final class ClassArchiveCommands {
  /** An archive is of use to JVMs only that lay out objects in the same way. */
  private static final List<String> LAYOUT =
      List.of("UseCompressedOops", "UseCompressedClassPointers");

  private static final String ALIGNMENT = "ObjectAlignmentInBytes";

  private ClassArchiveCommands() {}

  /** Loads the first classes of the list and leaves an archive of them. */
  static List<String> make(ClassArchiveOrder order, int classes) {
    List<String> command = jvm();
    command.add("-Xshare:auto");
    command.add("-XX:ArchiveClassesAtExit=" + order.unfinished());
    command.addAll(List.of("-cp", jars(), ClassLister.class.getName()));
    command.addAll(List.of(order.list().toString(), Integer.toString(classes)));
    return command;
  }

  /** Ends with 0 where the archive is whole and fits this JVM and class path. */
  static List<String> check(ClassArchiveOrder order) {
    List<String> command = jvm();
    command.add("-Xshare:on");
    command.add("-XX:SharedArchiveFile=" + order.unfinished());
    command.add("-XX:+VerifySharedSpaces");
    command.addAll(List.of("-cp", jars(), "-version"));
    return command;
  }

  private static List<String> jvm() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmn4m", // what it leaves behind must not add up
                "-Xmx64m"));
    HotSpotDiagnosticMXBean own =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    for (String flag : LAYOUT) {
      boolean on = Boolean.parseBoolean(own.getVMOption(flag).getValue());
      command.add("-XX:" + (on ? "+" : "-") + flag);
    }
    command.add("-XX:" + ALIGNMENT + "=" + own.getVMOption(ALIGNMENT).getValue());
    return command;
  }

  /** How this worker's class path begins: the JVM shares classes of jars only. */
  private static String jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .takeWhile(entry -> Files.isRegularFile(Path.of(entry)))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
