/** Addresses of pages, for whoever links to them. */

export const jobPath = (job: number) => `/jobs/${job}`;
export const bidsPath = (job: number) => `/jobs/${job}/bids`;
export const personPath = (person: number) => `/people/${person}`;
