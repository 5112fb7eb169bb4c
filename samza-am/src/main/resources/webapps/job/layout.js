// Places the nodes of a directed graph in columns, along its arrows: each node to the right of all that lead to it,
// but for arrows that close a circle, and near its neighbours. Returns id -> { column, row }, and how large it is.
const SWEEPS = 7;

// Arrows that do not close a circle, and the nodes in an order that agrees with them.
function unrolled(ids, next) {
  const state = new Map();
  const order = [];
  const forward = [];
  for (const root of ids) {
    const open = [[root, 0]];
    if (state.has(root)) continue;
    state.set(root, 'open');
    while (open.length) {
      const top = open[open.length - 1];
      const to = next.get(top[0])[top[1]++];
      if (to === undefined) {
        state.set(top[0], 'done');
        order.unshift(top[0]);
        open.pop();
      } else if (state.get(to) !== 'open') {
        forward.push([top[0], to]);
        if (!state.has(to)) {
          state.set(to, 'open');
          open.push([to, 0]);
        }
      }
    }
  }
  return { order, forward };
}

export function layout(nodes, edges) {
  const ids = nodes.map((n) => n.id);
  const next = new Map(ids.map((id) => [id, []]));
  const before = new Map(ids.map((id) => [id, []]));
  for (const { from, to } of edges) {
    next.get(from).push(to);
    before.get(to).push(from);
  }
  // From what nothing leads to: a circle is entered where the data enters it.
  const entered = new Set(edges.map((e) => e.to));
  const { order, forward } = unrolled([...ids.filter((id) => !entered.has(id)), ...ids.filter((id) => entered.has(id))], next);
  const column = new Map(ids.map((id) => [id, 0]));
  const after = new Map(ids.map((id) => [id, []]));
  for (const [from, to] of forward) after.get(from).push(to);
  for (const id of order) {
    for (const to of after.get(id)) column.set(to, Math.max(column.get(to), column.get(id) + 1));
  }
  const columns = [];
  for (const id of ids) (columns[column.get(id)] ??= []).push(id);
  const place = new Map();
  const put = (list) => list.forEach((id, i) => place.set(id, i - (list.length - 1) / 2));
  columns.forEach(put);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    // To the right each is near those that lead to it, to the left near those that it leads to.
    const [near, swept] = sweep % 2 ? [next, [...columns].reverse()] : [before, columns];
    for (const list of swept) {
      const wish = new Map(list.map((id) => [id, near.get(id).length
        ? near.get(id).reduce((sum, other) => sum + place.get(other), 0) / near.get(id).length : place.get(id)]));
      list.sort((a, b) => wish.get(a) - wish.get(b));
      put(list);
    }
  }
  const rows = Math.max(1, ...columns.map((list) => list.length));
  return {
    columns: columns.length, rows,
    at: new Map(ids.map((id) => [id, { column: column.get(id), row: place.get(id) + (rows - 1) / 2 }])),
  };
}
