import { element, svg, words } from './dom.js';

export const path = 'graph';

const COLUMN = { INPUT: 0, INTERMEDIATE: 0, TASKS: 1, STORE: 2, OUTPUT: 2, CHANGELOG: 3 };
const BOX = { width: 210, height: 44, across: 290, down: 62 };

export function show(main, document) {
  const columns = [0, 1, 2, 3].map((column) => document.nodes.filter((n) => COLUMN[n.kind] === column));
  const used = columns.filter((c) => c.length).length;
  const rows = Math.max(...columns.map((c) => c.length), 1);
  const place = new Map();
  columns.filter((c) => c.length).forEach((nodes, x) => nodes.forEach((node, y) => place.set(node.id, {
    x: 10 + x * BOX.across, y: 10 + (y + (rows - nodes.length) / 2) * BOX.down,
  })));
  const drawn = svg('svg', {
    class: 'graph', role: 'img', 'aria-label': 'What flows through the job',
    width: used * BOX.across, height: rows * BOX.down + 20,
    viewBox: '0 0 ' + used * BOX.across + ' ' + (rows * BOX.down + 20),
  }, svg('defs', {}, svg('marker', {
    id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse',
  }, svg('path', { d: 'M0 0L8 4L0 8z' }))));
  for (const edge of document.edges) {
    const from = place.get(edge.from);
    const to = place.get(edge.to);
    const back = to.x < from.x;
    const x1 = from.x + (back ? 0 : BOX.width);
    const x2 = to.x + (back ? BOX.width : 0);
    const y1 = from.y + BOX.height / 2 + (back ? 10 : 0);
    const y2 = to.y + BOX.height / 2 + (back ? 10 : 0);
    const middle = (x1 + x2) / 2;
    drawn.append(svg('path', {
      d: 'M' + x1 + ' ' + y1 + 'C' + middle + ' ' + y1 + ' ' + middle + ' ' + y2 + ' ' + x2 + ' ' + y2,
      'marker-end': 'url(#arrow)',
    }));
  }
  for (const node of document.nodes) {
    const { x, y } = place.get(node.id);
    const label = node.label.length > 30 ? node.label.slice(0, 29) + '\u2026' : node.label;
    drawn.append(svg('g', { class: node.kind },
        svg('title', {}, node.label),
        svg('rect', { x, y, width: BOX.width, height: BOX.height, rx: 6 }),
        svg('text', { x: x + 10, y: y + 19 }, label),
        svg('text', { class: 'kind', x: x + 10, y: y + 34 }, words(node.kind)
            + (node.count && node.kind !== 'TASKS' ? ', ' + node.count + ' partitions' : ''))));
  }
  main.replaceChildren(
      element('p', { class: 'soft' }, 'From plan ' + document.plan
          + ' and the config. What a task sends to a stream that only its code names is not seen.'),
      element('div', { class: 'scroll' }, drawn));
}
