package io.samzakeeper.worker;

import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.samza.TestJob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.samza.Partition;
import org.apache.samza.config.MapConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.job.model.ContainerModel;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;
import org.apache.samza.serializers.model.SamzaObjectMapper;
import org.apache.samza.system.SystemStreamPartition;

/** A job of one processor with two tasks, which count the numbers of a dotted stream. */
final class NumbersJob {
  private static final String STREAM = "odd.and.even";

  private NumbersJob() {}

  /** The config; commits every 50 ms. */
  static Map<String, String> config(String test, int count) {
    Map<String, String> config = new HashMap<>();
    config.put("job.name", TestJob.JOB.name());
    config.put("job.id", TestJob.JOB.id());
    config.put("task.class", CountingTask.class.getName());
    config.put("task.inputs", "numbers." + STREAM);
    config.put("task.commit.ms", "50");
    config.put("task.shutdown.ms", "5000");
    config.put("task.checkpoint.factory", "org.example.NotOnTheClassPath");
    config.put("systems.numbers.samza.factory", NumbersSystemFactory.class.getName());
    config.put("systems.numbers.default.stream.samza.offset.default", "oldest");
    config.put("job.jmx.enabled", "false");
    config.put("numbers.test", test);
    config.put("numbers.count", Integer.toString(count));
    return config;
  }

  /** Writes the plan and returns its generation. */
  static long plan(TestJob job, Map<String, String> config) throws Exception {
    Map<TaskName, TaskModel> tasks = new HashMap<>();
    for (int i = 0; i < NumbersSystemFactory.PARTITIONS; i++) {
      TaskName name = new TaskName("Partition " + i);
      Partition partition = new Partition(i);
      tasks.put(
          name,
          new TaskModel(
              name, Set.of(new SystemStreamPartition("numbers", STREAM, partition)), partition));
    }
    JobModel model =
        new JobModel(new MapConfig(config), Map.of("0", new ContainerModel("0", tasks)));
    TreeMap<String, List<String>> outline = new TreeMap<>();
    outline.put("0", List.of("Partition 0", "Partition 1"));
    Plan plan =
        new Plan(
            1,
            1,
            outline,
            new TreeMap<>(),
            new TreeMap<>(),
            SamzaObjectMapper.getObjectMapper().writeValueAsString(model),
            null,
            RollOut.NONE);
    job.tree().client().createContainers(TestJob.paths().plan());
    return job.tree().plan().write(Znodes.encode(plan));
  }
}
