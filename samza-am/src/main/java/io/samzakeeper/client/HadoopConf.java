package io.samzakeeper.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * The client's configuration of the cluster, for the AM: it has to speak to the same cluster,
 * however the nodes are set up.
 */
final class HadoopConf {
  private static final List<String> FILES =
      List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml");

  private HadoopConf() {}

  static Staging.Staged upload(Configuration hadoop, Staging staging) throws IOException {
    byte[] zip = zip(hadoop.getClassLoader());
    return staging.once(
        "hadoop-conf-" + UUID.nameUUIDFromBytes(zip) + ".zip",
        out -> {
          try {
            out.write(zip);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static byte[] zip(ClassLoader classPath) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String file : FILES) {
        URL found = classPath.getResource(file);
        if (found != null) {
          ZipEntry entry = new ZipEntry(file);
          // Equal content, equal name: the time of packing must not make a difference.
          entry.setLastModifiedTime(FileTime.fromMillis(0));
          zip.putNextEntry(entry);
          try (var in = found.openStream()) {
            in.transferTo((OutputStream) zip);
          }
          zip.closeEntry();
        }
      }
    }
    return bytes.toByteArray();
  }
}
