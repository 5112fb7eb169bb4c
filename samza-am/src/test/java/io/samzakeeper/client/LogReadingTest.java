package io.samzakeeper.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.client.ContainerLogs.Copied;
import io.samzakeeper.client.ContainerLogs.LogFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is made of the answers of YARN's log service: whole logs, ends of logs, logs that grow. */
class LogReadingTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Files files = new Files();

  @Test
  void contentsBetweenYarnsOwnLines() throws IOException {
    String text =
        "Container: container_1 on nm1\n===\nLogType:am.log\nLogLength:12\nLogContents:\n"
            + "LogLength:1\n\nEnd of LogType:am.log\n***\n";
    assertThat(YarnLogText.copy(in(text), 100, out)).contains(new Copied(0, 12));
    assertThat(out.toString(UTF_8)).isEqualTo("LogLength:1\n");
  }

  @Test
  void theEndOfALongFile() throws IOException {
    String text = "LogLength:1000\nLogContents:\nabcd\nEnd";
    assertThat(YarnLogText.copy(in(text), 4, out)).contains(new Copied(996, 1000));
    assertThat(out.toString(UTF_8)).isEqualTo("abcd");
  }

  @Test
  void noSuchFileAndAnAnswerThatIsCutShort() throws IOException {
    assertThat(YarnLogText.copy(in("Cannot find this log\n"), 4, out)).isEmpty();
    assertThatThrownBy(() -> YarnLogText.copy(in("LogLength:9\nLogContents:\nab"), 9, out))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void whatGrowsIsHandedOnOnce() throws IOException {
    LogFollow follow = new LogFollow(files, "a.log", 0);
    files.append("a.log", "one\n");
    assertThat(follow.copyNew(out)).isTrue();
    assertThat(follow.copyNew(out)).isTrue();
    files.append("a.log", "two\n");
    follow.copyNew(out);
    assertThat(out.toString(UTF_8)).isEqualTo("one\ntwo\n");
    assertThat(follow.position()).isEqualTo(8);
  }

  /** More than is asked for at first, and it grows while it is asked for. */
  @Test
  void muchAtOnce() throws IOException {
    LogFollow follow = new LogFollow(files, "a.log", 0);
    String much = "0123456789abcde\n".repeat(20_000);
    files.append("a.log", much);
    files.growsWhenRead = "more\n";
    follow.copyNew(out);
    follow.copyNew(out);
    assertThat(out.toString(UTF_8)).startsWith(much + "more\n").doesNotContain("more\n0");
  }

  @Test
  void aFileThatIsRolledLosesNothing() throws IOException {
    LogFollow follow = new LogFollow(files, "a.log", 0);
    files.append("a.log", "one\ntwo\n");
    follow.copyNew(out);
    files.append("a.log", "three\n");
    files.content.put("a.log.1", files.content.remove("a.log"));
    files.append("a.log", "four\n");
    follow.copyNew(out);
    assertThat(out.toString(UTF_8)).isEqualTo("one\ntwo\nthree\nfour\n");
  }

  @Test
  void aFileThatIsGone() throws IOException {
    assertThat(new LogFollow(files, "a.log", 3).copyNew(out)).isFalse();
  }

  @Test
  void lastLines() {
    byte[] text = "a\nb\nc\n".getBytes(UTF_8);
    assertThat(LastLines.start(text, 2, true)).contains(2);
    assertThat(LastLines.start(text, 3, true)).contains(0);
    assertThat(LastLines.start(text, 3, false)).as("its first may begin before").isEmpty();
    assertThat(LastLines.start(text, 0, false)).contains(6);
    assertThat(LastLines.start("a\nb".getBytes(UTF_8), 1, false)).contains(2);
    assertThat(LastLines.start(new byte[0], 5, true)).contains(0);
  }

  @Test
  void whichFileIsTheLog() {
    assertThat(main("0", "stderr", "gc.log.0", "samza-container-0.log"))
        .isEqualTo("samza-container-0.log");
    assertThat(main("0", "stdout", "samza-container-spare.log"))
        .isEqualTo("samza-container-spare.log");
    assertThat(main("am", "stderr", "am.log", "other.log")).isEqualTo("am.log");
    assertThat(main("0", "stderr", "gc.log", "small.log", "their-own.log"))
        .isEqualTo("their-own.log");
    assertThat(main("0", "stderr", "stdout")).isEqualTo("stderr");
    assertThat(MainLog.among(List.of(), "0")).isEmpty();
  }

  @Test
  void linesOfSeveralLogsStayWhole() throws IOException {
    LogPrinter printer = new LogPrinter(new PrintStream(out, true, UTF_8), true, 2);
    OutputStream am = printer.of("am");
    OutputStream zero = printer.of("0");
    am.write("one\ntw".getBytes(UTF_8));
    zero.write("eins\n".getBytes(UTF_8));
    am.write("o\nthree".getBytes(UTF_8));
    am.close();
    assertThat(out.toString(UTF_8)).isEqualTo("am | one\n0  | eins\nam | two\nam | three\n");
  }

  @Test
  void theNodesListOfFiles() throws IOException {
    String json =
        "{\"containerLogsInfo\":{\"containerLogInfo\":[{\"fileName\":\"am.log\",\"fileSize\":\"41\"},"
            + "{\"fileName\":\"stderr\",\"fileSize\":\"0\"}],\"containerId\":\"container_1\"}}";
    assertThat(NodeLogs.files(new ObjectMapper().readTree(json)))
        .containsExactly(new LogFile("am.log", 41), new LogFile("stderr", 0));
  }

  /** The later, the larger. */
  private static String main(String target, String... names) {
    List<LogFile> files =
        IntStream.range(0, names.length).mapToObj(i -> new LogFile(names[i], i)).toList();
    return MainLog.among(files, target).orElseThrow();
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static final class Files implements ContainerLogs {
    private final Map<String, String> content = new TreeMap<>();
    private String growsWhenRead = "";

    void append(String file, String text) {
      content.merge(file, text, String::concat);
    }

    @Override
    public List<LogFile> files() {
      return content.entrySet().stream()
          .map(file -> new LogFile(file.getKey(), file.getValue().length()))
          .toList();
    }

    @Override
    public Optional<Copied> copyEnd(String file, long bytes, OutputStream to) throws IOException {
      String text = content.get(file);
      if (text == null) {
        return Optional.empty();
      }
      int from = (int) Math.max(0, text.length() - bytes);
      to.write(text.substring(from).getBytes(UTF_8));
      append(file, growsWhenRead);
      return Optional.of(new Copied(from, text.length()));
    }
  }
}
