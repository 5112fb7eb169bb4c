// Small helpers to build what is shown. What comes from the job is set as text, never as HTML.
const GOOD = new Set(['RUNNING', 'COMPLETED', 'SUCCEEDED', 'LEADER', 'DONE', 'INPUT']);
const BAD = new Set(['FAILED', 'KILLED', 'GIVEN_UP', 'LOST', 'BACKING_OFF']);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export const words = (constant) => constant.toLowerCase().replaceAll('_', ' ');

export function badge(state) {
  return element('span', { class: 'badge ' + (GOOD.has(state) ? 'good' : BAD.has(state) ? 'bad' : '') },
      words(state));
}

export function link(url, text) {
  return /^https?:\/\//.test(url) ? element('a', { href: url, rel: 'noreferrer' }, text) : '';
}

export const time = (iso) => iso ? iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC') : '';

// Three digits are enough to look at; a unit is a thousand of the one before.
function scaled(value, units) {
  const unit = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const number = value / 1000 ** unit;
  return (Number.isInteger(number) || number >= 100 ? String(Math.round(number)) : number.toPrecision(number < 1 ? 2 : 3))
      + units[unit];
}

export const count = (value) => value < 10000 && Number.isInteger(value) ? String(value) : scaled(value, ['', ' k', ' M', ' G']);
export const bytes = (value) => scaled(value, [' B', ' kB', ' MB', ' GB', ' TB']);

export function duration(millis) {
  if (millis < 1000) return millis + ' ms';
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) return seconds + ' s';
  if (seconds < 3600) return Math.floor(seconds / 60) + ' min ' + seconds % 60 + ' s';
  return Math.floor(seconds / 3600) + ' h ' + Math.floor(seconds % 3600 / 60) + ' min';
}

// Columns: [title, class]. Rows: arrays of texts and nodes. On a phone each row becomes a block.
export function table(columns, rows) {
  return element('div', { class: 'scroll' }, element('table', { class: 'stack' },
      element('thead', {}, element('tr', {}, ...columns.map(([title]) => element('th', { scope: 'col' }, title)))),
      element('tbody', {}, ...rows.map((cells) => element('tr', {},
          ...cells.map((cell, i) => element('td', { class: columns[i][1], 'data-label': columns[i][0] }, cell)))))));
}

export function tile(name, value, more = '') {
  return element('div', { class: 'tile' }, element('div', { class: 'name' }, name),
      element('div', { class: 'value' }, value), element('div', { class: 'more' }, more));
}
