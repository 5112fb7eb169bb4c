import { element, time } from './dom.js';

export const path = 'events';

const BAD = /\b(fail|lost|killed|refused|given up|no quorum|taken back|crash)/i;
let text = '';

export function show(main, document) {
  const list = element('ol', { class: 'timeline', reversed: true });
  const draw = () => list.replaceChildren(...document.events
      .filter((e) => !text || (e.subject + ' ' + e.text).toLowerCase().includes(text.toLowerCase()))
      .map((e) => element('li', { class: BAD.test(e.text) ? 'bad-event' : '' },
          element('span', { class: 'soft' }, time(e.at) + ', epoch ' + e.epoch + ', ' + e.subject),
          element('div', { class: 'text' }, e.text))));
  const find = main.querySelector('input') ?? element('input', { type: 'search', 'aria-label': 'Find', placeholder: 'Find', value: text });
  find.oninput = () => { text = find.value; draw(); };
  draw();
  if (find.isConnected) main.querySelector('ol').replaceWith(list);
  else main.replaceChildren(element('div', { class: 'filter' }, find), list);
}
