import { element, table, time, words } from './dom.js';
import { get } from './api.js';
import { confirmed } from './dialog.js';

export const path = 'config';

const key = (k) => element('span', {}, k);
const changes = (list) => table([['Key', 'key'], ['Before', 'text'], ['After', 'text']],
    list.map((c) => [key(c.key), c.before ?? '(not given)', c.after ?? '(not given)']));

function edit(document, page) {
  const text = element('textarea', { 'aria-label': 'Changes', placeholder: 'key=value\n-key to take one away', spellcheck: 'false' });
  const reason = element('input', { type: 'text' });
  const dryRun = element('select', {}, element('option', { value: 'dry' }, 'only plan, and tell what it would do'),
      element('option', { value: 'do' }, 'plan it and make it the config'));
  confirmed({
    title: 'Change generation ' + document.current,
    text: 'Checked and planned before it becomes current; a line for each key. As ' + page.facts.you.name + '.',
    fields: [element('label', {}, 'Changes', text), element('label', {}, 'Why', reason), element('label', {}, 'How ', dryRun)],
    action: 'Go',
    path: 'config',
    body: () => {
      const lines = text.value.split('\n').map((line) => line.trim()).filter(Boolean);
      if (!lines.length) throw new Error('There is nothing to change yet: write key=value');
      const wrong = lines.find((line) => !line.startsWith('-') && line.indexOf('=') < 1);
      if (wrong) throw new Error(wrong + ' is not key=value, and does not begin with -');
      return {
        from: document.current,
        set: Object.fromEntries(lines.filter((l) => !l.startsWith('-')).map((l) => {
          const i = l.indexOf('=');
          return [l.slice(0, i).trim(), l.slice(i + 1).trim()];
        })),
        unset: lines.filter((l) => l.startsWith('-')).map((l) => l.slice(1).trim()),
        reason: reason.value,
        dryRun: dryRun.value === 'dry',
      };
    },
    done: page.refresh,
    again: () => dryRun.value === 'dry',
  });
}

export function show(main, document, page) {
  const detail = element('section', { 'aria-live': 'polite' });
  const open = async (load, title) => {
    detail.replaceChildren(element('h2', {}, title));
    try {
      detail.append(await load());
    } catch (e) {
      detail.append(element('p', { class: 'problem' }, e.message));
    }
    detail.scrollIntoView({ block: 'nearest' });
  };
  const values = (n) => open(async () => {
    const config = await get('config/' + n);
    return table([['Key', 'key'], ['Value', 'text']], Object.entries(config.values).map(([k, v]) => [key(k), v]));
  }, 'Generation ' + n);
  const diff = (from, to) => open(async () => changes((await get('diff?from=' + from + '&to=' + to)).changes),
      'From generation ' + from + ' to ' + to);
  const { facts } = page;
  const state = document.problem ? 'The leader does not go by generation ' + document.current + ': ' + document.problem
      : document.rollOut && document.rollOut.state !== 'DONE' ? 'Plan ' + document.rollOut.plan + ' is ' + words(document.rollOut.state) + '.' : '';
  main.replaceChildren(
      element('p', { class: 'problem' }, state),
      element('p', {}, 'Generation ' + document.current + ' is current. ',
          element('button', { id: 'change-config', type: 'button', disabled: !facts.you.mayChange, title: facts.you.whyNot,
            onclick: () => edit(document, page) }, 'Change...'), ' ',
          element('span', { class: 'soft' }, facts.you.mayChange ? '' : facts.you.whyNot)),
      table([['Generation'], ['When', 'nowrap'], ['By'], ['Why', 'text'], ['Changes'], ['']],
          document.generations.map((g, i) => [
            String(g.generation), time(g.at), g.author, g.reason, g.changes.length ? g.changes.length + ' keys' : '',
            element('div', { class: 'filter' },
                element('button', { type: 'button', class: 'values', onclick: () => values(g.generation) }, 'Values'),
                i + 1 < document.generations.length ? element('button', { type: 'button', class: 'diff',
                  onclick: () => diff(document.generations[i + 1].generation, g.generation) }, 'Diff') : null,
                i > 0 ? element('button', { type: 'button',
                  onclick: () => diff(g.generation, document.current) }, 'To current') : null),
          ])),
      detail);
}
