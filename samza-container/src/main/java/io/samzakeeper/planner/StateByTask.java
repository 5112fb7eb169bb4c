package io.samzakeeper.planner;

import java.util.List;
import org.apache.samza.config.Config;
import org.apache.samza.config.StorageConfig;

/** Which stores of a job belong to one task each, so that its keys cannot go to another task. */
final class StateByTask {
  private StateByTask() {}

  /**
   * Names of stores that are kept over a restart of their container, on disk or elsewhere, or that
   * are filled from partitions of the task.
   */
  static List<String> stores(Config config) {
    StorageConfig storage = new StorageConfig(config);
    return storage.getStoreNames().stream()
        .filter(
            store ->
                isOnDisk(storage, store)
                    || storage.getChangelogStream(store).isPresent()
                    || !storage.getStoreBackupFactories(store).isEmpty()
                    || !storage.getSideInputs(store).isEmpty())
        .sorted()
        .toList();
  }

  /** Whether Samza expands inputs of such a job: it looks at stores on disk only. */
  static boolean anyOnDisk(Config config) {
    return new StorageConfig(config).getNumPersistentStores() > 0;
  }

  private static boolean isOnDisk(StorageConfig storage, String store) {
    return storage
        .getStorageFactoryClassName(store)
        .filter(factory -> !factory.equals(StorageConfig.INMEMORY_KV_STORAGE_ENGINE_FACTORY))
        .isPresent();
  }
}
