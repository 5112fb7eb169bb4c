import { svg } from './dom.js';

const WIDTH = 240;
const HEIGHT = 60;

// A line over time, from zero up; what it says in words is its label. Where nothing is known, there is no line.
export function chart(samples, value, label, words = String) {
  const values = samples.map(value).filter((v) => v !== undefined);
  const top = Math.max(...values) || 1;
  const last = values.length ? values[values.length - 1] : 0;
  const x = (i) => values.length < 2 ? 0 : (i * WIDTH / (values.length - 1)).toFixed(1);
  const y = (v) => (HEIGHT - 2 - v * (HEIGHT - 6) / top).toFixed(1);
  const points = values.map((v, i) => x(i) + ',' + y(v));
  const made = svg('svg', {
    class: 'chart', viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, preserveAspectRatio: 'none', role: 'img',
    'aria-label': label + ': ' + (values.length ? words(last) + ' now, ' + words(Math.max(...values)) + ' at most' : 'not known'),
  });
  if (points.length > 1) {
    made.append(
        svg('polygon', { class: 'area', points: '0,' + HEIGHT + ' ' + points.join(' ') + ' ' + WIDTH + ',' + HEIGHT }),
        svg('polyline', { class: 'stroke', points: points.join(' ') }));
  }
  return made;
}
