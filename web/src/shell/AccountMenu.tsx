import { Button, Group, Menu, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import type { Profile } from '../account/account.ts';
import { account, outbox } from '../app.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';

export function AccountMenu({ me }: { me: Profile }) {
  const [isAsking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const letters = useStore(outbox.letters);

  async function leave() {
    setAsking(false);
    await outbox.clear();
    await account.signOut();
    navigate('/');
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="compact-md" maw="11rem" aria-label={texts.nav.menu(me.name)}>
            <Text truncate inherit>
              {me.name}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} href="/profile">
            {texts.nav.profile}
          </Menu.Item>
          <Menu.Item onClick={() => (letters.length ? setAsking(true) : void leave())}>{texts.nav.signOut}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={texts.outbox.leaving}>
        <Text>{texts.outbox.leavingWhy(letters.length)}</Text>
        <Group mt="lg" justify="flex-end">
          <Button variant="default" onClick={() => setAsking(false)}>
            {texts.outbox.stay}
          </Button>
          <Button color="red" onClick={() => void leave()}>
            {texts.outbox.leave}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
