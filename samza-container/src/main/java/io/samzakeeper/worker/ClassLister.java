package io.samzakeeper.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads the classes of a list, so that the JVM, which was told to, leaves them in an archive when
 * it ends. None is initialised: none of the job's code runs here. What cannot be loaded by name (a
 * hidden class, one of a class loader of the job's own) is left out, as the archive has no room for
 * such.
 */
final class ClassLister {
  private ClassLister() {}

  /** {@code LIST COUNT}: the first COUNT lines, as {@code -XX:DumpLoadedClassList} writes them. */
  public static void main(String[] args) throws IOException {
    int loaded = load(Path.of(args[0]), Integer.parseInt(args[1]));
    System.out.println("Loaded " + loaded + " classes");
  }

  static int load(Path list, int count) throws IOException {
    List<String> lines;
    try (Stream<String> all = Files.lines(list)) {
      lines = all.limit(count).toList();
    }
    return (int) lines.stream().filter(ClassLister::load).count();
  }

  private static boolean load(String line) {
    if (line.isEmpty() || line.startsWith("#") || line.startsWith("@")) {
      return false;
    }
    String name = line.split(" ", 2)[0].replace('/', '.');
    try {
      Class<?> found = Class.forName(name, false, ClassLoader.getSystemClassLoader());
      return found.getName().equals(name);
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // the worker had it from elsewhere, or its own start would have failed
    }
  }
}
