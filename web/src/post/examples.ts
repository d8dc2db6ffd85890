/** For each branch of the tree a brief as a freelancer likes to read it: what there is, what is wanted, how one knows that it is good. */

export interface Example {
  title: string;
  description: string;
}

export const EXAMPLES: Record<string, Example> = {
  'admin-support': {
    title: 'Sort three years of scanned invoices',
    description:
      'There are 1,400 scanned invoices in one folder, named by date only. Please read each one and enter supplier, number, date, net, tax and total into our spreadsheet. It is good when ten lines that I pick at random have no mistake.',
  },
  programming: {
    title: 'A booking form for our climbing hall',
    description:
      'Visitors should choose a day and an hour and get a confirmation by e-mail; we should see who comes. Our site is plain HTML on a rented server with PHP 8. It is good when two people cannot book the last place at once. You get the texts and the logo from us.',
  },
  design: {
    title: 'Redraw the timetable of our bus line',
    description:
      'Our printed timetable has grown for twenty years and nobody can read it. We need one page of A4 that somebody without glasses understands at the bus stop, and the same for phones. You get all the times as a table. It is good when five passengers find their bus within ten seconds.',
  },
  research: {
    title: 'Which small dairies deliver in our region?',
    description:
      'We open a café in spring and look for milk from close by. Please find dairies within 80 km that deliver at least twice a week: name, address, what they charge, smallest order, whom to call. It is good when each of them was asked by phone or mail, and you say when.',
  },
  writing: {
    title: 'Translate our handbook from German',
    description:
      'Forty pages about keeping a greenhouse, from German into plain English for beginners. You get the text as a document with pictures. It is good when somebody who has never grown a tomato understands it. Names of plants are to be checked against a list that we send.',
  },
  graphics: {
    title: 'A logo for a bicycle repair shop',
    description:
      'The shop is called “Speichendreher”, is run by two sisters and repairs everything with two wheels. We need the logo as a vector file, in one colour as well, readable on a stamp of 2 cm. Please show three sketches first; one of them you work out.',
  },
  marketing: {
    title: 'Five newsletters for our spring courses',
    description:
      'We teach pottery and have 900 readers. Please write five short letters, one a week from March, each about one course, with a subject and one button. You get photographs and all dates. It is good when they sound like us: we send you ten old ones.',
  },
};

/** Of a category's branch. */
export function exampleOf(category: string, tree: readonly { slug: string; parent: string | null }[]): Example | undefined {
  const parent = tree.find(({ slug }) => slug === category)?.parent;
  return EXAMPLES[category] ?? (parent ? exampleOf(parent, tree) : undefined);
}
