'use strict';
// Everything that comes from the job is set as text, never as HTML.
(() => {
  const INTERVAL_MS = 2000;
  const GOOD = new Set(['RUNNING', 'COMPLETED', 'SUCCEEDED']);
  const BAD = new Set(['FAILED', 'KILLED', 'GIVEN_UP', 'LOST']);
  const byId = (id) => document.getElementById(id);

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function badge(state) {
    return element('span', state.toLowerCase().replace('_', ' '),
        'badge ' + (GOOD.has(state) ? 'good' : BAD.has(state) ? 'bad' : ''));
  }

  function row(cells) {
    const made = document.createElement('tr');
    for (const cell of cells) {
      const td = document.createElement('td');
      if (cell instanceof Node) td.append(cell); else td.textContent = cell;
      if (typeof cell === 'string') td.className = 'text';
      made.append(td);
    }
    return made;
  }

  function link(url, text) {
    if (!/^https?:\/\//.test(url)) return '';
    const made = element('a', text);
    made.href = url;
    return made;
  }

  const time = (iso) => iso ? iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z') : '';

  function show(status) {
    byId('job').textContent = status.jobName + ' ' + status.jobId;
    document.title = status.jobName + ' ' + status.jobId;
    if (!status.leading) {
      byId('state').textContent = 'standing by';
      byId('notice').textContent = status.leader
          ? status.leader.candidate + ' leads the job, with epoch ' + status.epoch
              + ': this page shows it as soon as the ResourceManager leads here to it.'
          : 'This process does not lead the job.';
      for (const id of ['processors', 'candidates', 'events', 'facts', 'standby-notices', 'diagnostics']) {
        byId(id).replaceChildren();
      }
      return;
    }
    byId('state').replaceWith(Object.assign(badge(status.state), { id: 'state' }));
    byId('notice').textContent = status.inSync ? '' : 'The ResourceManager does not answer; containers run on.';
    byId('diagnostics').textContent = status.diagnostics;
    const facts = {
      'Application': status.applicationId, 'Attempt': status.attemptId, 'Epoch': status.epoch,
      'Running': status.containers.running + ' of ' + status.containers.total,
      'Needed': status.containers.needed, 'Completed': status.containers.completed,
      'Failures in the window': status.containers.failed, 'Being given back': status.containers.leaving,
      'As of': time(status.at),
    };
    byId('facts').replaceChildren(...Object.entries(facts).map(([name, value]) => {
      const fact = document.createElement('div');
      fact.append(element('dt', name), element('dd', value));
      return fact;
    }));
    byId('processors').replaceChildren(...status.processors.map((p) => row([
      p.processor, badge(p.state), p.containerId, p.host,
      time(p.since) + (p.nextTry ? ' (next try ' + time(p.nextTry) + ')' : ''),
      String(p.restarts), String(p.failures), p.lastError, link(p.logs, 'logs'),
    ])));
    byId('standby-notices').textContent = status.standbys.notices.join(' ');
    byId('candidates').replaceChildren(...status.candidates.map((c) => row([
      badge(c.role), c.candidate, c.host + (c.onLeadersNode ? " (the leader's)" : ''),
      c.amContainer ? 'yes' : '', time(c.since),
    ])));
    byId('events').replaceChildren(...status.events.map((e) => row([
      time(e.at), String(e.epoch), e.subject, e.text,
    ])));
  }

  async function update() {
    try {
      const response = await fetch('api/v1/status', { cache: 'no-store' });
      if (!response.ok) throw new Error('status ' + response.status);
      show(await response.json());
    } catch (e) {
      byId('notice').textContent = 'No answer from the application master (' + e.message + '); trying on.';
    } finally {
      setTimeout(update, INTERVAL_MS);
    }
  }

  update();
})();
