import { element, svg, table, words } from './dom.js';
import { layout } from './layout.js';

export const path = 'graph';

const BOX = { width: 210, height: 44, across: 270, down: 60, margin: 10 };
const SHOWN = 30;

const short = (text) => text.length > SHOWN ? text.slice(0, SHOWN - 1) + '\u2026' : text;

function kind(node) {
  if (node.kind === 'TASKS') return node.count + (node.count === 1 ? ' task' : ' tasks');
  if (node.kind === 'OPERATOR') return node.detail;
  return words(node.kind) + (node.count ? ', ' + node.count + ' partitions' : '');
}

function arrow(from, to) {
  const back = to.x <= from.x;
  const x1 = from.x + (back ? 0 : BOX.width);
  const x2 = to.x + (back ? BOX.width : 0);
  const y1 = from.y + BOX.height / 2 + (back ? 10 : 0);
  const y2 = to.y + BOX.height / 2 + (back ? 10 : 0);
  const middle = (x1 + x2) / 2;
  return svg('path', {
    d: 'M' + x1 + ' ' + y1 + 'C' + middle + ' ' + y1 + ' ' + middle + ' ' + y2 + ' ' + x2 + ' ' + y2,
    'marker-end': 'url(#arrow)',
  });
}

// In its own size, to be scrolled: a large one is as readable as a small one. What is pointed at, or has the focus,
// shows its arrows.
function drawn({ nodes, edges }) {
  const { columns, rows, at } = layout(nodes, edges);
  const place = new Map(nodes.map(({ id }) => [id, {
    x: BOX.margin + at.get(id).column * BOX.across, y: BOX.margin + at.get(id).row * BOX.down,
  }]));
  const width = (columns - 1) * BOX.across + BOX.width + 2 * BOX.margin;
  const height = (rows - 1) * BOX.down + BOX.height + 2 * BOX.margin;
  const picture = svg('svg', {
    class: 'graph', role: 'group', 'aria-label': 'What flows through the job', width, height, viewBox: '0 0 ' + width + ' ' + height,
  }, svg('defs', {}, svg('marker', {
    id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse',
  }, svg('path', { d: 'M0 0L8 4L0 8z' }))));
  const arrows = new Map(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    const path = arrow(place.get(from), place.get(to));
    arrows.get(from).push(path);
    arrows.get(to).push(path);
    picture.append(path);
  }
  for (const node of nodes) {
    const { x, y } = place.get(node.id);
    const box = svg('g', { class: node.kind, tabindex: 0, role: 'img', 'aria-label': node.label + ', ' + kind(node) },
        svg('title', {}, node.label + (node.detail ? '\n' + node.detail : '')),
        svg('rect', { x, y, width: BOX.width, height: BOX.height, rx: 6 }),
        svg('text', { x: x + 10, y: y + 19 }, short(node.label)),
        svg('text', { class: 'kind', x: x + 10, y: y + 34 }, short(kind(node))));
    const light = (on) => arrows.get(node.id).forEach((path) => path.classList.toggle('lit', on));
    for (const event of ['mouseenter', 'focus']) box.addEventListener(event, () => light(true));
    for (const event of ['mouseleave', 'blur']) box.addEventListener(event, () => light(false));
    picture.append(box);
  }
  return picture;
}

export function show(main, document) {
  const { nodes, edges } = document;
  const labels = new Map(nodes.map((n) => [n.id, n.label]));
  const list = (ids) => element('div', {}, ...ids.map((id) => element('div', {}, labels.get(id))));
  const operators = nodes.some((n) => n.kind === 'OPERATOR');
  main.replaceChildren(
      element('p', { class: 'soft' }, document.application + (document.application ? ', ' : '') + document.tasks
          + (document.tasks === 1 ? ' task' : ' tasks') + ', plan ' + document.plan + '. '
          + (operators ? 'Every task has all of the operators. What a sink sends, only its code knows.'
            : 'What a task sends to a stream that only its code names is not seen.')),
      element('div', { class: 'scroll graph-frame', tabindex: 0, 'aria-label': 'Graph' }, drawn(document)),
      element('h2', {}, 'In words'),
      table([['What', 'key'], ['Kind', 'nowrap'], ['Where', 'text'], ['Leads to', 'key']], nodes.map((node) => [
        node.label, words(node.kind) + (node.count ? ', ' + node.count : ''), node.detail,
        list(edges.filter((e) => e.from === node.id).map((e) => e.to)),
      ])));
}
