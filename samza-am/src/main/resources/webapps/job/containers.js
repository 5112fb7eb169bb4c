import { confirmed } from './dialog.js';
import { badge, bytes, count, element, link, table, time } from './dom.js';

export const path = 'containers';

const COLUMNS = [['Processor'], ['State'], ['Container', 'key'], ['Host'], ['Since', 'nowrap'], ['Restarts'],
  ['Failures'], ['Memory'], ['CPU', 'nowrap'], ['Messages/s'], ['Lag'], ['Why', 'text'], ['Logs'], ['Metrics'], ['']];
const filter = { text: '', state: '' };

// Of the container's size, the process has so much.
function memory(container) {
  const used = container.figures?.memoryBytes;
  return (used ? bytes(used) + ' of ' : '') + container.memoryMb + ' MB';
}

const known = (value, words) => value === undefined ? '' : words(value);

function figures(container) {
  const told = container.figures ?? {};
  return [known(told.cpuCores, (v) => v.toFixed(2) + ' cores'), known(told.messagesPerSecond, count), known(told.lagMessages, count)];
}

function why(container, open) {
  const made = element('div', {});
  if (container.lastError) made.append(container.lastError);
  if (container.nextTry) made.append(element('div', { class: 'soft' }, 'next try ' + time(container.nextTry)));
  if (container.history.length) {
    made.append(element('details', { open: open.has(container.processor), 'data-processor': container.processor }, element('summary', {}, container.history.length + (container.history.length === 1 ? ' event' : ' events')),
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
    found.textContent = chosen.length + ' of ' + document.containers.length;
    // Figures change all the time; what was opened stays open, and what had the focus has it.
    const focused = main.ownerDocument.activeElement?.closest('.rows button, .rows summary, .rows a');
    const place = focused && [...rows.querySelectorAll('button, summary, a')].indexOf(focused);
    const open = new Set([...rows.querySelectorAll('details[open]')].map((d) => d.dataset.processor));
    rows.replaceChildren(table(COLUMNS, chosen.map((c) => [
      c.processor, badge(c.state), c.containerId, c.host, time(c.since), String(c.restarts), String(c.failures),
      memory(c), ...figures(c), why(c, open), link(c.logs, 'logs'),
      c.figures?.metricsAddress ? link('http://' + c.figures.metricsAddress + '/metrics', 'metrics') : '',
      c.state !== 'RUNNING' ? '' : element('button', {
        type: 'button', class: 'restart', disabled: !you.mayChange, title: you.whyNot, 'aria-label': 'Restart processor ' + c.processor,
        onclick: () => restart(c, hosts, page),
      }, 'Restart...'),
    ])));
    if (focused) rows.querySelectorAll('button, summary, a')[place]?.focus();
  };
  const { you } = page.facts;
  const hosts = [...new Set(document.containers.map((c) => c.host))].filter(Boolean).sort();
  const states = [...new Set(document.containers.map((c) => c.state))].sort();
  let bar = main.querySelector('.filter');
  let rows = main.querySelector('.rows');
  let found = main.querySelector('.count');
  if (!bar) {
    const text = element('input', { type: 'search', 'aria-label': 'Find', placeholder: 'Find processor, host, error',
      value: filter.text });
    const state = element('select', { 'aria-label': 'State' });
    found = element('span', { class: 'count soft' });
    bar = element('div', { class: 'filter' }, text, state, found);
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
