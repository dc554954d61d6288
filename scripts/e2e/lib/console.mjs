// What libraries print, kept instead of shown.

import { format } from 'node:util';

const LEVELS = ['log', 'info', 'warn', 'error', 'debug'];

/** Runs `action` and returns what it gave with all lines that it printed. */
export async function captured(action) {
	const lines = [];
	const originals = LEVELS.map((level) => [level, console[level]]);
	for (const level of LEVELS) {
		console[level] = (...words) => lines.push(format(...words));
	}
	try {
		return { result: await action(), lines };
	} finally {
		originals.forEach(([level, original]) => (console[level] = original));
	}
}
