package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedConfig;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.AvoidedHosts;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.ProcessorRecord;

/** What must be durable in the job's tree before anything is done about it. */
public sealed interface Mutation {
  record PutContainer(ContainerRecord container) implements Mutation {}

  record RemoveContainer(String containerId) implements Mutation {}

  /** Gives a processor to a container: from here on its former owner cannot commit. */
  record PutAssignment(Assignment assignment) implements Mutation {}

  record PutProcessor(ProcessorRecord processor) implements Mutation {}

  record PutApplication(Application application) implements Mutation {}

  record PutAppliedConfig(AppliedConfig applied) implements Mutation {}

  record PutAppliedPlan(AppliedPlan applied) implements Mutation {}

  record PutNmToken(String node, Event.OpaqueToken token) implements Mutation {}

  record PutAvoidedHosts(AvoidedHosts avoided) implements Mutation {}

  record AppendEvent(JobEvent event) implements Mutation {}
}
