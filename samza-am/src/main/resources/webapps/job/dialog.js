import { element } from './dom.js';
import { follow, put } from './api.js';

const dialog = () => document.getElementById('dialog');

// Asks before it does anything; shows what comes of it. body() gives what is sent, from the fields;
// again() says whether there is something left to do once it is done. path is one, or gives one.
export function confirmed({ title, text, fields = [], action, path, body, done, again = () => false }) {
  const box = dialog();
  const log = element('pre', { hidden: true, 'aria-live': 'polite' });
  const cancel = element('button', { type: 'button', onclick: () => box.close() }, 'Cancel');
  const doIt = element('button', { type: 'button', class: 'strong', id: 'confirm' }, action);
  doIt.addEventListener('click', async () => {
    doIt.disabled = true;
    log.hidden = false;
    log.textContent = 'Asking...';
    try {
      const show = (operation) => {
        log.textContent = [...operation.lines, operation.result].filter(Boolean).join('\n') || operation.what + '...';
      };
      const operation = await put(typeof path === 'function' ? path() : path, body());
      show(operation);
      const end = await follow(operation, show);
      show(end);
      log.className = end.state === 'DONE' ? 'good' : 'problem';
      log.dataset.state = end.state;
      if (end.state !== 'DONE' || again()) doIt.disabled = false;
      if (done) done(end);
    } catch (e) {
      log.className = 'problem';
      log.dataset.state = 'FAILED';
      log.textContent = e.message;
      doIt.disabled = false;
    }
    cancel.textContent = 'Close';
  });
  box.replaceChildren(
      element('h2', { id: 'dialog-title' }, title), element('p', {}, text), ...fields, log,
      element('div', { class: 'buttons' }, cancel, doIt));
  if (!box.open) box.showModal();
  (fields[0]?.querySelector('input, textarea, select') ?? cancel).focus();
}
