package io.samzakeeper.samza;

import org.apache.samza.config.Config;
import org.apache.samza.metrics.MetricsRegistry;
import org.apache.samza.system.IncomingMessageEnvelope;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.system.chooser.MessageChooser;
import org.apache.samza.system.chooser.MessageChooserFactory;
import org.apache.samza.util.ReflectionUtil;

/**
 * What the worker sets as {@code task.chooser.class}: the chooser that the job wants, behind the
 * worker's {@link InputGate}, which comes with its {@link KeeperMetricsRegistry}.
 */
public final class GatedChooserFactory implements MessageChooserFactory {
  /** Key in a worker's config of the factory that the job wants. */
  public static final String WANTED = "keeper.worker.chooser.class";

  @Override
  public MessageChooser getChooser(Config config, MetricsRegistry registry) {
    if (!(registry instanceof KeeperMetricsRegistry keeper)) {
      throw new IllegalStateException(getClass().getName() + " is for workers only");
    }
    MessageChooserFactory wanted =
        ReflectionUtil.getObj(config.get(WANTED), MessageChooserFactory.class);
    return new Gated(keeper.gate(), wanted.getChooser(config, registry));
  }

  private record Gated(InputGate gate, MessageChooser chooser) implements MessageChooser {
    @Override
    public void start() {
      chooser.start();
    }

    @Override
    public void stop() {
      chooser.stop();
    }

    @Override
    public void register(SystemStreamPartition partition, String offset) {
      chooser.register(partition, offset);
    }

    @Override
    public void update(IncomingMessageEnvelope envelope) {
      chooser.update(envelope);
    }

    @Override
    public IncomingMessageEnvelope choose() {
      if (!gate.isOpen()) {
        return null;
      }
      IncomingMessageEnvelope chosen = chooser.choose();
      if (chosen != null) {
        gate.passes(chosen);
      }
      return chosen;
    }
  }
}
