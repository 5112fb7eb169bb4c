package io.samzakeeper.samza;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.samza.config.ApplicationConfig;
import org.apache.samza.config.Config;
import org.apache.samza.config.StreamConfig;
import org.apache.samza.metrics.MetricsRegistry;
import org.apache.samza.system.SystemStream;
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
    StreamConfig streams = new StreamConfig(config);
    Set<SystemStream> intermediate =
        streams.getStreamIds().stream()
            .filter(streams::getIsIntermediateStream)
            .map(streams::streamIdToSystemStream)
            .collect(Collectors.toSet());
    return new GatedChooser(
        keeper.gate(),
        wanted.getChooser(config, registry),
        intermediate,
        new ApplicationConfig(config).getRunId());
  }
}
