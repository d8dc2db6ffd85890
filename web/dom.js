// Making the page's elements. Data becomes text and attributes, never markup.

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false && value !== null) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child || child === 0));
  return node;
}

// Draws anew only where the value changed, so that nothing flickers and no selection is lost.
export function redraw(node, value, draw) {
  const text = JSON.stringify(value);
  if (node.drawn === text) return;
  const hadFocus = node.contains(document.activeElement);
  node.drawn = text;
  node.replaceChildren(...draw(value, node).flat().filter(Boolean));
  if (hadFocus) node.querySelector('a, summary, [tabindex]')?.focus();
}

// A list whose entries keep their elements as long as their keys are there, so that nothing jumps. `touched` is the key of
// the one that just came or changed, and is lit up for a moment.
export function keyed(list, items, keyOf, draw, touched) {
  const before = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let place = list.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    const node = before.get(key) ?? h('li', { 'data-key': key });
    before.delete(key);
    redraw(node, item, draw);
    if (node === place) place = place.nextElementSibling;
    else if (node.parentNode && list.moveBefore) list.moveBefore(node, place);
    else list.insertBefore(node, place);
    if (key === String(touched)) light(node);
  }
  for (const node of before.values()) node.remove();
}

function light(node) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  node.animate([{ backgroundColor: getComputedStyle(node).getPropertyValue('--lit') }, {}], 2500);
}

// What is told to those who listen instead of looking. Many at once become one sentence.
const waiting = [];
export function announce(text) {
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(() => {
    const [first, second, ...more] = waiting.splice(0);
    const rest = more.length ? `And ${more.length} more.` : '';
    document.getElementById('news').textContent = [first, second, rest].filter(Boolean).join(' ');
  }, 700);
}

// Counts down by the server's clock, once a second.
export const until = (iso) => h('time', { datetime: iso, 'data-until': iso }, '…');

export const tags = (skills) =>
  skills.length > 0 && h('ul', { class: 'skills', 'aria-label': 'Skills' }, skills.map((skill) => h('li', {}, skill)));

export function title(text) {
  document.title = `${text} · Bidroom`;
  return h('h1', { tabindex: '-1' }, text);
}
