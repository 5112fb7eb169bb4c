import { confirmed } from './dialog.js';
import { badge, element, link, table, time } from './dom.js';

export const path = 'containers';

const COLUMNS = [['Processor'], ['State'], ['Container', 'key'], ['Host'], ['Since', 'nowrap'], ['Restarts'],
  ['Failures'], ['Memory'], ['Why', 'text'], ['Logs'], ['']];
const filter = { text: '', state: '' };

function why(container) {
  const made = element('div', {});
  if (container.lastError) made.append(container.lastError);
  if (container.nextTry) made.append(element('div', { class: 'soft' }, 'next try ' + time(container.nextTry)));
  if (container.history.length) {
    made.append(element('details', {}, element('summary', {}, container.history.length + (container.history.length === 1 ? ' event' : ' events')),
        ...container.history.map((event) => element('div', {}, time(event.at) + ' ' + event.text))));
  }
  return made;
}

// Anywhere, or on a host that is named: what runs commits first, when another container stands ready.
function restart(container, hosts, page) {
  const host = element('input', { type: 'text', list: 'hosts', autocomplete: 'off', placeholder: 'anywhere' });
  const to = () => host.value.trim();
  confirmed({
    title: 'Restart processor ' + container.processor + '?',
    text: 'It goes on in another container than ' + container.containerId + ' on ' + container.host
        + '; what runs commits first, when the other stands ready. As ' + page.facts.you.name + '.',
    fields: [element('label', {}, 'On host', host, element('datalist', { id: 'hosts' },
        ...hosts.filter((h) => h !== container.host).map((value) => element('option', { value }))))],
    action: 'Restart',
    path: () => to() ? 'move' : 'restart',
    body: () => ({ processor: container.processor, from: container.containerId, ...(to() ? { to: to() } : {}) }),
    done: page.refresh,
  });
}

export function show(main, document, page) {
  const draw = () => {
    const chosen = document.containers.filter((c) =>
        (!filter.state || (filter.state === 'trouble' ? c.state !== 'RUNNING' && c.state !== 'COMPLETED' || c.failures > 0
            : c.state === filter.state))
        && (!filter.text || [c.processor, c.containerId, c.host, c.lastError].some((t) => t.includes(filter.text))));
    count.textContent = chosen.length + ' of ' + document.containers.length;
    rows.replaceChildren(table(COLUMNS, chosen.map((c) => [
      c.processor, badge(c.state), c.containerId, c.host, time(c.since), String(c.restarts), String(c.failures),
      c.memoryMb + ' MB', why(c), link(c.logs, 'logs'),
      c.state !== 'RUNNING' ? '' : element('button', {
        type: 'button', class: 'restart', disabled: !you.mayChange, title: you.whyNot, 'aria-label': 'Restart processor ' + c.processor,
        onclick: () => restart(c, hosts, page),
      }, 'Restart...'),
    ])));
  };
  const { you } = page.facts;
  const hosts = [...new Set(document.containers.map((c) => c.host))].filter(Boolean).sort();
  const states = [...new Set(document.containers.map((c) => c.state))].sort();
  let bar = main.querySelector('.filter');
  let rows = main.querySelector('.rows');
  let count = main.querySelector('.count');
  if (!bar) {
    const text = element('input', { type: 'search', 'aria-label': 'Find', placeholder: 'Find processor, host, error',
      value: filter.text });
    const state = element('select', { 'aria-label': 'State' });
    count = element('span', { class: 'count soft' });
    bar = element('div', { class: 'filter' }, text, state, count);
    rows = element('div', { class: 'rows' });
    main.replaceChildren(bar, rows);
  }
  const [text, state] = bar.children;
  text.oninput = () => { filter.text = text.value; draw(); };
  state.onchange = () => { filter.state = state.value; draw(); };
  state.replaceChildren(...[['', 'all states'], ['trouble', 'with trouble'], ...states.map((s) => [s, s])]
      .map(([value, title]) => element('option', { value, selected: value === filter.state }, title.toLowerCase().replaceAll('_', ' '))));
  draw();
}
