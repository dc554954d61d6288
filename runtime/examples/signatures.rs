//! How fast this machine checks sr25519 signatures on one core, for scripts/throughput.sh: the limit of what a chain that checks
//! one for each attestation can do. Prints signatures a second.

use std::time::Instant;

use sp_core::{sr25519, Pair};

const SIGNATURES: u32 = 20_000;

fn main() {
	let pair = sr25519::Pair::from_seed(&[1; 32]);
	let message = [0u8; 120];
	let signature = pair.sign(&message);
	let start = Instant::now();
	let good = (0..SIGNATURES)
		.filter(|_| sr25519::Pair::verify(&signature, message, &pair.public()))
		.count();
	assert_eq!(good, SIGNATURES as usize);
	println!("{:.0}", f64::from(SIGNATURES) / start.elapsed().as_secs_f64());
}
