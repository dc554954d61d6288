// What reports are made of: tables in Markdown, and plots.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const DOCS = join(import.meta.dirname, '../../../docs');

const COLOURS = ['#1b6ca8', '#2e8b57', '#d98c00', '#b3261e'];
/** Where a plot begins and ends, in a picture of that size. */
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 360, 70, 530, 40, 310];

export const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

export const integer = (value) => Math.round(value).toLocaleString('en-US');

export const table = (head, rows) =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Where values are on an axis, as a part of its length, and which of them are named. */
function logarithmic(values) {
	const exponents = values.map((value) => Math.log10(value));
	const from = Math.floor(Math.min(...exponents));
	const to = Math.ceil(Math.max(...exponents) + 1e-9);
	const ticks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
	return { at: (value) => (Math.log10(value) - from) / (to - from), ticks };
}

function linear(values) {
	const [least, most] = [Math.min(...values), Math.max(...values)];
	const rough = (most - least) / 6 || 1;
	const decade = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((factor) => factor * decade).find((size) => size >= rough);
	const [from, to] = [Math.floor(least / step), Math.ceil(most / step)];
	const ticks = Array.from({ length: to - from + 1 }, (_, index) => Number(((from + index) * step).toPrecision(6)));
	return { at: (value) => (value / step - from) / (to - from), ticks };
}

const number = (value) => (Math.abs(value) >= 1 && Number.isInteger(value) ? integer(value) : `${value}`);

/**
 * A plot in docs: lines of points, each with its name. `dots`: whether the points are marked, and `bare`: whether they are not
 * joined. An axis is linear, or logarithmic: `{ label, log }`.
 */
export function plot(file, { title, x: horizontal, y: vertical, lines, dots = true }) {
	const all = lines.flatMap(({ points }) => points);
	const scale = ({ log }, index) => (log ? logarithmic : linear)(all.map((point) => point[index]));
	const [columns, rows] = [scale(horizontal, 0), scale(vertical, 1)];
	const x = (value) => LEFT + columns.at(value) * (RIGHT - LEFT);
	const y = (value) => BOTTOM - rows.at(value) * (BOTTOM - TOP);
	const column = (value) =>
		`<path d="M${x(value)} ${TOP}V${BOTTOM}" stroke="#ddd"/><text x="${x(value)}" y="${BOTTOM + 18}" text-anchor="middle">${number(value)}</text>`;
	const row = (value) =>
		`<path d="M${LEFT} ${y(value)}H${RIGHT}" stroke="#ddd"/><text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${number(value)}</text>`;
	// Names of lines that end close to each other are moved apart.
	const heights = lines.map(({ points }) => y(points.at(-1)[1]));
	const order = heights.map((_, index) => index).sort((a, b) => heights[a] - heights[b]);
	order.slice(1).forEach((index, place) => {
		heights[index] = Math.max(heights[index], heights[order[place]] + 13);
	});
	const svg = [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
		`<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
		`<text x="${LEFT}" y="22" font-size="15">${title}</text>`,
		...columns.ticks.map(column),
		...rows.ticks.map(row),
		`<text x="${(LEFT + RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${horizontal.label}</text>`,
		`<text transform="translate(16 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${vertical.label}</text>`,
		...lines.map(({ name, points, bare }, index) => {
			const colour = COLOURS[index % COLOURS.length];
			const path = points.map(([a, b], at) => `${at ? 'L' : 'M'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('');
			const marks = points.map(([a, b]) => `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3" fill="${colour}"/>`);
			const tag = `<text x="${(x(points.at(-1)[0]) + 8).toFixed(1)}" y="${(heights[index] + 4).toFixed(1)}" fill="${colour}">${name}</text>`;
			const line = bare ? '' : `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`;
			return `${line}${dots || bare ? marks.join('') : ''}${tag}`;
		}),
		'</svg>',
	];
	writeFileSync(join(DOCS, file), `${svg.join('\n')}\n`);
}
