// The frame: which page is shown, when it is asked for again, and what is said when nobody answers.
import { badge, duration, time } from './dom.js';
import { get } from './api.js';
import * as overview from './overview.js';
import * as containers from './containers.js';
import * as tasks from './tasks.js';
import * as masters from './masters.js';
import * as config from './config.js';
import * as events from './events.js';
import * as graph from './graph.js';

const PAGES = { overview, containers, tasks, masters, config, events, graph };
const INTERVAL_MS = 2000;
const byId = (id) => document.getElementById(id);

let current = '';
let round = 0;
let shown = '';
let timer = 0;

function nameOfPage() {
  const name = location.hash.slice(1).split('?')[0];
  return name in PAGES ? name : name === 'main' && current ? current : 'overview';
}

function select(name) {
  current = name;
  shown = '';
  byId('main').replaceChildren();
  for (const anchor of document.querySelectorAll('nav a')) {
    if (anchor.hash.slice(1) === name) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
}

function head(facts) {
  const title = facts.jobName + ' ' + facts.jobId;
  byId('job').textContent = title;
  document.title = title;
  const state = badge(facts.state);
  state.id = 'state';
  byId('state').replaceWith(state);
  const troubles = [];
  if (!facts.inSync) troubles.push('The ResourceManager does not answer this leader; containers run on.');
  if (!facts.zooKeeperConnected) {
    troubles.push('There is no connection to ZooKeeper for ' + duration(facts.zooKeeperSilenceMillis)
        + '; what is to be written waits'
        + (facts.zooKeeperQuorumLost ? '. It has no quorum: the job goes on like this for up to '
            + duration(facts.zooKeeperOutageMaxMillis) + ' in all.' : '.'));
  }
  byId('notice').textContent = troubles.join(' ');
  byId('as-of').textContent = 'As of ' + time(facts.at) + ', epoch ' + facts.leader.epoch;
}

// A page that is asked for late must not replace the one that was chosen meanwhile.
async function update() {
  clearTimeout(timer);
  const mine = ++round;
  const page = PAGES[current];
  try {
    const facts = await get('overview');
    const document = page.path ? await get(page.path) : facts;
    if (mine !== round) return;
    head(facts);
    // Nothing is drawn anew that has not changed: what is selected or focused stays.
    const { at, ...same } = document;
    const content = JSON.stringify(page.path ? same : document) + facts.you.mayChange;
    if (content !== shown) {
      page.show(byId('main'), document, { facts, refresh });
      shown = content;
    }
  } catch (e) {
    if (mine !== round) return;
    byId('notice').textContent = 'Waiting for the job\'s leader (' + e.message + ').';
  }
  timer = setTimeout(update, document.hidden ? 5 * INTERVAL_MS : INTERVAL_MS);
}

function refresh() {
  shown = '';
  update();
}

addEventListener('hashchange', () => {
  if (nameOfPage() !== current) {
    select(nameOfPage());
    update();
  }
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) update(); });
document.querySelector('.skip').addEventListener('click', (e) => {
  e.preventDefault();
  byId('main').focus();
});

select(nameOfPage());
update();
