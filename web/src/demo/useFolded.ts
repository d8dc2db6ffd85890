/** Whether somebody wants the bar small. Where the screen is, it begins so. */

import { useState } from 'react';

const NAME = 'bidroom-demo-bar';
const NARROW = '(max-width: 40rem)';

export function useFolded(): [boolean, () => void] {
  const [isFolded, setFolded] = useState(() => {
    const chosen = localStorage.getItem(NAME);
    return chosen ? chosen === 'small' : matchMedia(NARROW).matches;
  });
  const turn = () => {
    localStorage.setItem(NAME, isFolded ? 'large' : 'small');
    setFolded(!isFolded);
  };
  return [isFolded, turn];
}
