//! How fast this machine checks signatures on one core, for scripts/throughput.sh: the limit of what a chain that checks one for
//! each attestation can do. Prints sr25519 signatures a second, and to standard error those of all kinds of device keys.

use std::time::Instant;

use sp_core::{ecdsa, ed25519, sr25519, Pair};

const SIGNATURES: u32 = 20_000;

fn main() {
	let sr25519 = rate::<sr25519::Pair>();
	eprintln!("sr25519 {sr25519:.0}");
	eprintln!("ed25519 {:.0}", rate::<ed25519::Pair>());
	eprintln!("ecdsa {:.0}", rate::<ecdsa::Pair>());
	println!("{sr25519:.0}");
}

/// How many a second.
fn rate<P: Pair>() -> f64 {
	let pair = P::generate().0;
	let message = [0u8; 120];
	let signature = pair.sign(&message);
	let start = Instant::now();
	let good = (0..SIGNATURES).filter(|_| P::verify(&signature, message, &pair.public())).count();
	assert_eq!(good, SIGNATURES as usize);
	f64::from(SIGNATURES) / start.elapsed().as_secs_f64()
}
