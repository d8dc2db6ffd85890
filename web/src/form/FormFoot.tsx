import { Alert, Button } from '@mantine/core';

import { outbox } from '../app.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';

interface Props {
  form: { isBusy: boolean; trouble: string };
  button: string;
}

/** What stands below every form: what was refused, and the button that sends it. */
export function FormFoot({ form, button }: Props) {
  const isStuck = useStore(outbox.isStuck);
  const busy = isStuck ? texts.form.waiting : texts.form.sending;
  return (
    <>
      {form.trouble && (
        <Alert color="red" role="alert">
          {form.trouble}
        </Alert>
      )}
      <Button type="submit" size="md" aria-disabled={form.isBusy}>
        {form.isBusy ? busy : button}
      </Button>
    </>
  );
}
