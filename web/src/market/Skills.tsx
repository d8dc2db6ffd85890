import { texts } from '../texts.ts';
import classes from './Market.module.css';

export function Skills({ skills }: { skills: readonly string[] }) {
  if (!skills.length) return null;
  return (
    <ul className={classes.skills} aria-label={texts.card.skills}>
      {skills.map((skill) => (
        <li key={skill}>{skill}</li>
      ))}
    </ul>
  );
}
