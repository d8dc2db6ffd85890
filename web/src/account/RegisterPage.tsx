import { PasswordInput, TextInput } from '@mantine/core';

import { account } from '../app.ts';
import { useForm } from '../form/useForm.ts';
import { texts } from '../texts.ts';
import { Door } from './Door.tsx';

const EMPTY = { name: '', email: '', password: '' };
const SECRET = ['password'] as const;

export default function RegisterPage() {
  const form = useForm({ id: 'register', initial: EMPTY, secret: SECRET, send: (typed) => account.register(typed) });
  const words = texts.account;
  return (
    <Door title={words.register} lead={words.registerLead} form={form} other={{ why: words.hereAlready, door: '/sign-in', text: words.signInInstead }}>
      <TextInput {...form.field('name')} label={words.name} description={words.nameHint} autoComplete="name" required withAsterisk={false} />
      <TextInput {...form.field('email')} label={words.email} description={words.emailHint} type="email" autoComplete="username" required withAsterisk={false} />
      <PasswordInput {...form.field('password')} label={words.password} description={words.passwordHint} autoComplete="new-password" required withAsterisk={false} />
    </Door>
  );
}
