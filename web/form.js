// Forms: labelled fields, a draft that survives leaving the page, and every refusal beside the field it names.

import { h } from './dom.js';
import { Refused } from './ask.js';
import { sentence } from './words.js';

const drafts = {};

// A field is { name, label, hint?, tag?, options?, value?, read?, ...attributes }. `read` turns what was typed into what is
// sent, or throws an Error that says what would be right. Empty fields are left out. `send(values, busy)` carries it out.
export function form({ id, fields, more = [], button, send, quiet = false }) {
  const draft = (drafts[id] ??= {});
  const trouble = h('p', { class: 'trouble', role: 'alert' });
  const submit = h('button', { class: quiet ? 'quiet' : '' }, button);
  const folded = more.length > 0 && h('details', {}, h('summary', {}, 'More choices, all optional'), more.map(draw));
  const node = h('form', { id, novalidate: true, onsubmit }, fields.map(draw), folded, trouble, submit);
  let isBusy = false;

  function draw({ name, label, hint, tag = 'input', options = [], value, read, ...attributes }) {
    const key = `${id}-${name}`;
    const about = `${hint ? `${key}-hint ` : ''}${key}-fault`;
    const control = h(tag, { id: key, name, 'aria-describedby': about, ...attributes }, options);
    control.value = draft[name] ?? value ?? '';
    if (attributes.type !== 'password') control.addEventListener('input', () => (draft[name] = control.value));
    return h('div', { class: 'field' },
      h('label', { for: key }, label),
      control,
      hint && h('p', { id: `${key}-hint`, class: 'hint' }, hint),
      h('p', { id: `${key}-fault`, class: 'fault' }));
  }

  async function onsubmit(event) {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    show([]);
    const busy = (text) => (submit.textContent = text);
    busy('Sending …');
    try {
      await send(values(), busy);
      delete drafts[id];
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      show(refused.faults, refused.message);
    } finally {
      isBusy = false;
      busy(button);
    }
  }

  function values() {
    const typed = Object.fromEntries([...new FormData(node)].filter(([, text]) => text.trim() !== ''));
    const faults = [];
    for (const { name, read } of [...fields, ...more]) {
      try {
        if (read && name in typed) typed[name] = read(typed[name], typed);
      } catch (refused) {
        faults.push({ field: name, message: refused.message });
      }
    }
    if (faults.length) throw new Refused({ errors: faults });
    return typed;
  }

  function show(faults, message = '') {
    for (const control of node.elements) control.removeAttribute('aria-invalid');
    for (const place of node.querySelectorAll('.fault')) place.textContent = '';
    let isTold = false;
    for (const { field, message: why } of faults) {
      const control = node.elements[field.split('.')[0]];
      if (!control) continue;
      isTold = true;
      control.setAttribute('aria-invalid', 'true');
      node.querySelector(`#${control.id}-fault`).textContent = sentence(why);
      if (folded && folded.contains(control)) folded.open = true;
    }
    trouble.textContent = isTold ? '' : message;
    node.querySelector('[aria-invalid]')?.focus();
  }

  return node;
}
