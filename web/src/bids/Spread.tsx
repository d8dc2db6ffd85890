/** Where the standing bids lie, against each other and the budget. */

import type { Card } from '../market/filters.ts';
import { texts } from '../texts.ts';
import { budget, decimals, money } from '../words.ts';
import classes from './Bids.module.css';
import { type Bid, spreadOf, standingOf } from './state.ts';

interface Props {
  card: Card;
  bids: readonly Bid[];
  me: number | undefined;
}

const BASE = 62; // the axis, in pixels from the top
const STEP = 11;
const MOST_HIGH = 5;
const BINS = 48;

const words = texts.bids.spread;

export function Spread({ card, bids, me }: Props) {
  const standing = standingOf(bids);
  const spread = spreadOf(standing.map(({ amount }) => amount));
  const stated = card.budget_min !== null || card.budget_max !== null;
  if (!spread) return null;
  const mine = standing.find(({ bidder }) => bidder.id === me)?.amount;
  const told = (amount: number) => money(amount, card.currency);
  const rows = [
    [words.lowest, told(spread.lowest)],
    [words.middle, told(spread.middle)],
    [words.highest, told(spread.highest)],
    ...(mine === undefined ? [] : [[words.yours, told(mine)]]),
    ...(stated ? [[words.stated, budget(card)]] : []),
  ];
  const figures = [told(spread.lowest), told(spread.middle), told(spread.highest)] as const;
  const name = [
    standing.length === 1 ? words.one(figures[0]) : words.all(standing.length, ...figures),
    ...(mine === undefined ? [] : [words.mine(told(mine))]),
    ...(stated ? [words.budget(budget(card))] : []),
  ].join(', ');

  return (
    <figure className={classes.spread}>
      <Plot card={card} bids={standing} me={me} name={name} middle={spread.middle} />
      <ul className={classes.marks} aria-hidden>
        <li>{words.marks.others}</li>
        <li data-mark="middle">{words.middle}</li>
        {mine !== undefined && <li data-mark="mine">{words.marks.mine}</li>}
        {stated && <li data-mark="band">{words.marks.band}</li>}
      </ul>
      <details>
        <summary>{words.asTable}</summary>
        <table className={classes.figures}>
          <tbody>
            {rows.map(([head, figure]) => (
              <tr key={head}>
                <th scope="row">{head}</th>
                <td>{figure}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function Plot({ card, bids, me, name, middle }: Props & { name: string; middle: number }) {
  const scale = scaleOf(card, bids);
  const heights = new Map<number, number>();
  const dots = bids.toSorted((one, other) => one.amount - other.amount || one.bid - other.bid).map((bid) => {
    const bin = Math.round(scale.share(bid.amount) * BINS);
    const height = heights.get(bin) ?? 0;
    heights.set(bin, height + 1);
    return { bid, x: percent(scale.share(bid.amount)), y: BASE - STEP / 2 - 2 - Math.min(height, MOST_HIGH - 1) * STEP };
  });
  const band = { from: scale.share(card.budget_min ?? scale.least), to: scale.share(card.budget_max ?? scale.most) };
  const isStated = card.budget_min !== null || card.budget_max !== null;
  const told = (amount: number) => money(amount, card.currency);
  return (
    <svg className={classes.plot} role="img" aria-label={name}>
      {isStated && (
        <rect className={classes.band} x={percent(band.from)} width={percent(band.to - band.from)} y="2" height={BASE - 2} rx="3" />
      )}
      <line className={classes.axis} x1="0" x2="100%" y1={BASE} y2={BASE} />
      <line className={classes.middle} x1={percent(scale.share(middle))} x2={percent(scale.share(middle))} y1="2" y2={BASE} />
      {dots.map(({ bid, x, y }) => (
        <circle key={bid.bidder.id} className={classes.dot} data-mine={bid.bidder.id === me || undefined} cx={x} cy={y} r="5.5">
          <title>{`${bid.bidder.name}: ${told(bid.amount)}`}</title>
        </circle>
      ))}
      <text x="0" y={BASE + 18}>
        {told(scale.least)}
      </text>
      <text x="100%" y={BASE + 18} textAnchor="end">
        {told(scale.most)}
      </text>
    </svg>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** From a round sum below everything that is drawn to one above it. */
export function scaleOf({ budget_min, budget_max, currency }: Pick<Card, 'budget_min' | 'budget_max' | 'currency'>, bids: readonly Bid[]) {
  const all = [...bids.map(({ amount }) => amount), ...[budget_min, budget_max].filter((each) => each !== null)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = Math.max((high - low) * 0.08, high * 0.04, 1);
  const step = Math.max(10 ** decimals(currency), 10 ** Math.floor(Math.log10(room)));
  const least = Math.max(0, Math.floor((low - room) / step) * step);
  const most = Math.ceil((high + room) / step) * step;
  return { least, most, share: (amount: number) => (amount - least) / (most - least) };
}
