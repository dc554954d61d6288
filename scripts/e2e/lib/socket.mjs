// A WebSocket by hand, which can do what no library would: stop reading, and go without a word.

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const UPGRADE = [
	...['GET / HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'],
	...['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`, '', ''],
].join('\r\n');

/** The first byte of a frame with text. */
const TEXT = 0x81;
/** In the second byte: four bytes of a mask follow the length. */
const MASKED = 0x80;
/** In place of a length: it follows in two bytes. */
const LONG = 126;

const POLL = 20;

function frame(text) {
	const body = Buffer.from(text);
	const size = body.length < LONG ? [body.length] : [LONG, body.length >> 8, body.length & 0xff];
	return Buffer.concat([Buffer.from([TEXT, MASKED | size[0], ...size.slice(1), 0, 0, 0, 0]), body]);
}

/** A connection to a node's RPC that says nothing. */
export async function dial(node) {
	const socket = connect(node.rpcPort, node.host).on('error', () => {});
	await once(socket, 'connect');
	return socket;
}

export class Socket {
	#rest = '';

	constructor(socket, status) {
		Object.assign(this, { socket, status, result: 0, error: 0, stop: 0 });
		socket.setEncoding('latin1').on('data', (text) => this.#count(text));
	}

	/** `status` is what the node answers to the wish for a WebSocket. */
	static async open(node) {
		const socket = await dial(node);
		socket.write(UPGRADE);
		const [head] = await once(socket, 'data');
		return new Socket(socket, Number(head.toString().split(' ')[1]));
	}

	/** Results and errors that came as answers, and subscriptions that the node has ended. */
	#count(text) {
		const all = this.#rest + text;
		const end = all.lastIndexOf('}') + 1;
		this.#rest = all.slice(end);
		for (const [, answer, event] of all.slice(0, end).matchAll(/"id":1,"(result|error)"|"event":"(stop)"/g)) {
			this[answer ?? event] += 1;
		}
	}

	request(method, params = []) {
		this.socket.write(frame(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })));
	}

	/** Waits until so many requests are answered. */
	async answered(count) {
		while (this.result + this.error < count && !this.socket.destroyed) {
			await sleep(POLL);
		}
	}

	/** Reads no more. */
	deafen() {
		this.socket.pause();
	}

	/** Goes without a word. */
	drop() {
		this.socket.destroy();
	}
}
