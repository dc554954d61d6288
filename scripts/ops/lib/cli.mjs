// What the tools share on the command line.

import { parseArgs } from 'node:util';

/** Something that the user can mend; shown without a stack. */
export class Mistake extends Error {}

/** Values and positionals, as `parseArgs` gives them for what it is given. `help` is shown for `--help` and after what is not understood. */
export function parse(help, described, more = {}) {
	try {
		const parsed = parseArgs({ options: { ...described, help: { type: 'boolean', short: 'h' } }, ...more });
		if (parsed.values.help) {
			console.log(help);
			process.exit(0);
		}
		return parsed;
	} catch (error) {
		throw new Mistake(`${error.message}\n${help}`);
	}
}

/** Options by name. */
export const options = (help, described) => parse(help, described).values;

/** Runs a tool, and leaves with the code that it gives; 2 if it could not do its work. */
export async function main(tool) {
	try {
		process.exit((await tool()) ?? 0);
	} catch (error) {
		console.error(error instanceof Mistake ? `error: ${error.message}` : error);
		process.exit(2);
	}
}
