//! Lives of the whole runtime for which libFuzzer throws the dice. `scripts/fuzz.sh` builds and runs it.

#![no_main]
// What only the tests use.
#![allow(dead_code)]

#[path = "../../tests/economy/chain.rs"]
mod chain;
#[path = "../../tests/economy/dice.rs"]
mod dice;
#[path = "../../tests/economy/fuzz/mod.rs"]
mod fuzz;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
	fuzz::live(dice::Dice::showing(bytes));
});
