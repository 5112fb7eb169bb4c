import { badge, element, link, table, time } from './dom.js';

export const path = 'containers';

const COLUMNS = [['Processor'], ['State'], ['Container', 'key'], ['Host'], ['Since', 'nowrap'], ['Restarts'],
  ['Failures'], ['Memory'], ['Why', 'text'], ['Logs']];
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
    ])));
  };
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
