import { badge, element, table, time } from './dom.js';
import { confirmed } from './dialog.js';

export const path = 'candidates';

export function failOver(facts, to, page) {
  confirmed({
    title: 'Fail over?',
    text: facts.leader.candidate + ' stops leading and ' + (to || 'another candidate')
        + ' leads; containers run on. As ' + facts.you.name + '.',
    action: 'Fail over',
    path: 'failover',
    body: () => (to ? { to } : {}),
    done: page.refresh,
  });
}

export function show(main, document, page) {
  const { facts } = page;
  main.replaceChildren(
      element('p', { class: 'problem' }, document.notices.join(' ')),
      element('p', {}, document.wanted + ' standbys wanted. YARN\'s attempt is ' + facts.attemptId + '; epoch '
          + facts.leader.epoch + ' since ' + time(facts.leader.since) + '.'),
      table([['Role'], ['Candidate', 'key'], ['Host'], ['YARN\'s AM'], ['Since', 'nowrap'], ['']],
          document.candidates.map((c) => [
            badge(c.role), c.candidate, c.host + (c.role !== 'LEADER' && c.onLeadersNode ? ' (the leader\'s)' : ''),
            c.amContainer ? 'yes' : '', time(c.since),
            c.role === 'LEADER' ? '' : element('button', {
              type: 'button', disabled: !facts.you.mayChange, title: facts.you.whyNot,
              onclick: () => failOver(facts, c.candidate, page),
            }, 'Let it lead...'),
          ])),
      element('p', { class: 'soft' }, facts.you.mayChange ? '' : facts.you.whyNot));
}
