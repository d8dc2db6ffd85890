import { PasswordInput, TextInput } from '@mantine/core';

import { account } from '../app.ts';
import { useForm } from '../form/useForm.ts';
import { texts } from '../texts.ts';
import { Door } from './Door.tsx';

const EMPTY = { email: '', password: '' };
const SECRET = ['password'] as const;

export default function SignInPage() {
  const form = useForm({ id: 'sign-in', initial: EMPTY, secret: SECRET, send: (typed) => account.signIn(typed) });
  const words = texts.account;
  return (
    <Door title={words.signIn} lead={words.signInLead} form={form} other={{ why: words.noAccount, door: '/register', text: words.registerInstead }}>
      <TextInput {...form.field('email')} label={words.email} type="email" autoComplete="username" required withAsterisk={false} />
      <PasswordInput {...form.field('password')} label={words.password} autoComplete="current-password" required withAsterisk={false} />
    </Door>
  );
}
