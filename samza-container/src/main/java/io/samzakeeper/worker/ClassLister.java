package io.samzakeeper.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Loads the classes of a list, so that the JVM, which was told to, leaves them in an archive when
 * it ends. None is initialised: none of the job's code runs here. What cannot be loaded by name (a
 * hidden class, one of a class loader of the job's own) is left out, as the archive has no room for
 * such.
 */
final class ClassLister {
  private ClassLister() {}

  /**
   * {@code LIST COUNT}: the first COUNT lines, as {@code -XX:DumpLoadedClassList} writes them; or
   * {@code RESOURCE}: the whole of a list that is on the class path.
   */
  public static void main(String[] args) throws IOException {
    int loaded =
        args.length == 1
            ? load(LoadedClasses.inResource(args[0]))
            : load(LoadedClasses.in(Path.of(args[0]), Integer.parseInt(args[1])));
    System.out.println("Loaded " + loaded + " classes");
  }

  static int load(Collection<String> names) {
    return (int) names.stream().filter(ClassLister::load).count();
  }

  private static boolean load(String name) {
    try {
      Class<?> found = Class.forName(name, false, ClassLoader.getSystemClassLoader());
      return found.getName().equals(name);
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // the worker had it from elsewhere, or its own start would have failed
    }
  }
}
