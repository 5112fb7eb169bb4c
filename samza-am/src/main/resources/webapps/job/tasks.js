import { count, duration, element, table, time } from './dom.js';

export const path = 'tasks';

export function show(main, document) {
  const byPartition = (task) => new Map(task.checkpoint.map((c) => [c.partition, c.offset]));
  const behind = (task) => new Map(task.lag.map((l) => [l.partition, l.messages]));
  main.replaceChildren(
      element('p', { class: 'soft' }, document.tasks.length + ' tasks, plan ' + document.plan),
      table([['Task'], ['Processor'], ['Partitions, their last offset and lag', 'key'], ['Lag'], ['Checkpoint', 'nowrap'], ['Its age', 'nowrap']],
          document.tasks.map((task) => {
            const offsets = byPartition(task);
            const lags = behind(task);
            const partitions = [...new Set([...task.partitions, ...offsets.keys()])];
            return [
              task.task, task.processor,
              element('div', {}, ...partitions.map((p) => element('div', {}, p + (offsets.has(p) ? ' = ' + offsets.get(p) : '')
                  + (lags.has(p) ? ', lag ' + lags.get(p) : '')))),
              task.lagMessages === undefined ? '' : count(task.lagMessages),
              time(task.checkpointAt) || 'none yet',
              task.checkpointAgeMillis === undefined ? '' : duration(task.checkpointAgeMillis),
            ];
          })));
}
