package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeashTest {

  @Test
  void whoIsLetGoEndsInOrderAndIsHaltedIfItDoesNot() throws Exception {
    PipedInputStream held = new PipedInputStream();
    PipedOutputStream holder = new PipedOutputStream(held);
    CountDownLatch letGo = new CountDownLatch(1);
    CountDownLatch halted = new CountDownLatch(1);
    Leash.watch(held, letGo::countDown, Duration.ofMillis(10), halted::countDown);
    holder.write('x');
    holder.flush();
    assertThat(letGo.getCount()).isEqualTo(1);

    holder.close();

    assertThat(letGo.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(halted.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
