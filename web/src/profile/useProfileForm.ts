/** The form of one's profile: what is saved in another window comes in where nobody writes. */

import { useEffect, useRef, useState } from 'react';

import type { Profile } from '../account/account.ts';
import { account, outbox } from '../app.ts';
import { forgetDraft, keepDraft, keptDraft } from '../form/drafts.ts';
import { useForm } from '../form/useForm.ts';
import { texts } from '../texts.ts';
import { changes, clashes, merged, type Name, NAMES, taken, type Typed, typedOf } from './typed.ts';

export function useProfileForm(me: Profile) {
  const id = `profile-of-${me.id}`; // another person in the same tab has a draft of their own
  const baseId = `${id}-base`;
  const base = useRef<Typed>({ ...typedOf(me), ...(Object.keys(keptDraft(id)).length ? keptDraft(baseId) : {}) });
  const [clashing, setClashing] = useState<readonly Name[]>([]);
  const [saved, setSaved] = useState('');

  const form = useForm<Name>({
    id,
    initial: typedOf(me),
    async send(typed, signal) {
      setSaved('');
      const fields = changes(typed, base.current);
      if (!Object.keys(fields).length) return setSaved(texts.profile.nothing);
      await outbox.submit('profile.update', fields, { label: texts.profile.label, path: '/profile', form: id, draft: typed, signal });
      base.current = typed; // as the server writes it: skills in lower case, say
      follow();
      setSaved(texts.profile.saved);
    },
  });
  const typed = useRef(form.typed);
  typed.current = form.typed;

  function fill(next: Typed) {
    for (const name of NAMES) if (next[name] !== typed.current[name]) form.set(name, next[name]);
  }

  function follow() {
    const profile = account.me.get();
    if (!profile || profile.id !== me.id) return;
    const fresh = typedOf(profile);
    const found = clashes(typed.current, base.current, fresh);
    setClashing((before) => [...new Set([...before, ...found])].filter((name) => typed.current[name] !== fresh[name]));
    fill(merged(typed.current, base.current, fresh));
    base.current = fresh;
    keepDraft(baseId, fresh);
  }

  // Not at every keystroke: only what is saved moves it.
  useEffect(follow, [me]);
  useEffect(() => () => (Object.keys(keptDraft(id)).length ? undefined : forgetDraft(baseId)), [id, baseId]);

  return { form, saved, clashing, take: () => (fill(taken(typed.current, clashing, base.current)), setClashing([])) };
}
