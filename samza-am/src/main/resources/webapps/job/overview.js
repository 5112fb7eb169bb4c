import { bytes, count, duration, element, tile, time } from './dom.js';
import { chart } from './chart.js';
import { confirmed } from './dialog.js';
import { failOver } from './masters.js';

export const path = '';

const known = (value, words) => value === undefined ? 'not known' : words(value);
const cores = (value) => value.toFixed(2) + (value === 1 ? ' core' : ' cores');

const ENDS = [
  ['stop', 'Stop...', 'Stop the job?', 'Every task commits, and the job ends.'],
  ['drain', 'Drain...', 'Drain the job?', 'It takes in nothing more; what it has taken in goes through it, and the job ends.'],
];

function end([path, , title, text], page) {
  confirmed({
    title,
    text: text + ' It has to be submitted to run again. As ' + page.facts.you.name + '.',
    action: title.split(' ')[0] + ' it', path, body: () => ({}), done: page.refresh,
  });
}

export function show(main, facts, page) {
  const { containers, leader, standbys, timeLine, work } = facts;
  const action = (id, text, onclick) => element('button', {
    id, type: 'button', disabled: !facts.you.mayChange, title: facts.you.whyNot, onclick,
  }, text);
  const focused = document.activeElement?.id;
  main.replaceChildren(
      element('p', { class: 'problem', id: 'diagnostics' }, facts.diagnostics),
      element('div', { class: 'tiles' },
          tile('Containers running', containers.running + ' of ' + containers.total,
              containers.needed + ' needed, ' + containers.completed + ' completed, ' + containers.spares + ' spares'),
          tile('Restarts', String(containers.restarts), containers.failures + ' failures within the retry window'),
          tile('Lag', known(work.lagMessages, count), 'messages that are not processed yet'),
          tile('Messages a second', known(work.messagesPerSecond, count),
              work.reporting + ' of ' + containers.running + ' containers tell'),
          tile('Leader', leader.host || 'not known', 'epoch ' + leader.epoch + ' since ' + time(leader.since)),
          tile('Take-over', leader.takeOverMillis === undefined ? 'under way' : duration(leader.takeOverMillis),
              'until YARN had heard this leader'),
          tile('Standbys', standbys.standing + ' of ' + standbys.wanted, standbys.notices.join(' ')),
          tile('ResourceManager', facts.inSync ? 'in sync' : 'silent',
              'last heard ' + duration(facts.resourceManagerSilenceMillis) + ' ago'),
          tile('ZooKeeper', facts.zooKeeperConnected ? 'connected' : 'not connected',
              facts.zooKeeperConnected ? '' : 'for ' + duration(facts.zooKeeperSilenceMillis)
                  + (facts.zooKeeperQuorumLost ? ', without a quorum' : '')),
          tile('Application', element('span', { class: 'small' }, facts.applicationId), facts.attemptId)),
      element('h2', {}, 'Last ten minutes of this leader'),
      element('div', { class: 'tiles' },
          tile('Lag', chart(timeLine, (s) => s.lagMessages, 'messages not processed yet', count), known(work.lagMessages, count) + ' now'),
          tile('Messages a second', chart(timeLine, (s) => s.messagesPerSecond, 'messages a second', count),
              known(work.messagesPerSecond, count) + ' now'),
          tile('CPU', chart(timeLine, (s) => s.cpuCores, 'cores in use by workers', cores), known(work.cpuCores, cores) + ' now'),
          tile('Memory', chart(timeLine, (s) => s.memoryBytes, 'resident memory of workers', bytes), bytes(work.memoryBytes) + ' now'),
          tile('Running', chart(timeLine, (s) => s.running, 'containers running'), containers.running + ' now'),
          tile('Needed', chart(timeLine, (s) => s.needed, 'containers needed'), containers.needed + ' now'),
          tile('Restarts', chart(timeLine, (s) => s.restarts, 'restarts'), containers.restarts + ' now'),
          tile('Failures', chart(timeLine, (s) => s.failures, 'failures'), containers.failures + ' now')),
      element('p', { class: 'filter' }, action('failover', 'Fail over...', () => failOver(facts, '', page)),
          ...ENDS.map((how) => action(how[0], how[1], () => end(how, page))), element('span', { class: 'soft' }, facts.you.mayChange
          ? 'as ' + facts.you.name : facts.you.whyNot)));
  if (focused === 'failover' || ENDS.some(([id]) => id === focused)) document.getElementById(focused).focus();
}
