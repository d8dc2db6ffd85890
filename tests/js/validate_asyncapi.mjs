// Reads an AsyncAPI document from standard input; prints what AsyncAPI's own parser finds wrong and exits with 1.
import { text } from 'node:stream/consumers';
import { Parser } from '@asyncapi/parser';

const ERROR = 0;

const { diagnostics } = await new Parser().parse(await text(process.stdin));
const errors = diagnostics.filter(({ severity }) => severity === ERROR);
for (const { path, message } of errors) console.error(`${path.join('.')}: ${message}`);
process.exitCode = errors.length > 0 ? 1 : 0;
