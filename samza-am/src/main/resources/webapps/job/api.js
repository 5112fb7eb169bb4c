// What the leader answers. All addresses are relative: the ResourceManager's proxy lies before them.
export class Problem extends Error {
  constructor(status, problem, ended = false) {
    super(problem);
    this.status = status;
    this.ended = ended;
  }
}

const GONE = 'the application master is not to be reached at this moment';
const ENDS = ['FINISHED', 'FAILED', 'KILLED'];

// Once YARN has no AM for the application any more the proxy leads to a page about it, often under another name of
// the ResourceManager's, where this page may not follow. The ResourceManager itself says whether that is why.
async function ledAway() {
  const id = location.pathname.match(/application_\d+_\d+/)?.[0];
  try {
    const asked = await fetch('../../ws/v1/cluster/apps/' + id, {
      headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(5000),
    });
    const { app } = await asked.json();
    if (ENDS.includes(app.state)) return new Problem(0, 'the application has ended, ' + app.finalStatus, true);
  } catch {
    // A proxy that is no ResourceManager.
  }
  return new Problem(0, GONE);
}

async function answer(response) {
  if (response.type === 'opaqueredirect') throw await ledAway();
  let document = null;
  try {
    document = await response.json();
  } catch {
    // The proxy's own pages are HTML: the AM is not there at this moment.
  }
  if (document === null) throw new Problem(response.status, GONE);
  if (!response.ok) throw new Problem(response.status, document.problem || 'status ' + response.status);
  return document;
}

export async function get(path) {
  return answer(await fetch('api/v1/' + path, {
    cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(10000),
  }));
}

// The proxy passes bodies on as ASCII only, and without their line breaks.
const ascii = (value) => JSON.stringify(value).replace(/[\u007f-\uffff]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));

export async function put(path, body) {
  return answer(await fetch('api/v1/' + path, {
    method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: ascii(body),
    cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(15000),
  }));
}

// Follows an operation to its end, also when another process answers for it meanwhile.
export async function follow(operation, onProgress, patienceMillis = 600000) {
  const end = Date.now() + patienceMillis;
  let seen = operation;
  while (seen.state === 'RUNNING' && Date.now() < end) {
    await new Promise((done) => setTimeout(done, 700));
    try {
      seen = await get('operations/' + encodeURIComponent(operation.id));
      onProgress(seen);
    } catch (e) {
      // The last answer may have come and gone between two looks.
      if (e.ended) return { ...seen, state: 'DONE', result: e.message };
      onProgress({ ...seen, lines: [...seen.lines, 'waiting for the leader: ' + e.message] });
    }
  }
  return seen;
}
