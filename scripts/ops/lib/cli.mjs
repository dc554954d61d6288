// What the tools share on the command line.

import { parseArgs } from 'node:util';

/** Something that the user can mend; shown without a stack. */
export class Mistake extends Error {}

/** Options by name, as `parseArgs` describes them. `help` is shown for `--help` and after what is not understood. */
export function options(help, described) {
	try {
		const { values } = parseArgs({ options: { ...described, help: { type: 'boolean', short: 'h' } } });
		if (values.help) {
			console.log(help);
			process.exit(0);
		}
		return values;
	} catch (error) {
		throw new Mistake(`${error.message}\n${help}`);
	}
}

/** Runs a tool, and leaves with the code that it gives; 2 if it could not do its work. */
export async function main(tool) {
	try {
		process.exit((await tool()) ?? 0);
	} catch (error) {
		console.error(error instanceof Mistake ? `error: ${error.message}` : error);
		process.exit(2);
	}
}
