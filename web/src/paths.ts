/** Addresses of pages, for whoever links to them. */

export const jobPath = (job: number) => `/jobs/${job}`;
