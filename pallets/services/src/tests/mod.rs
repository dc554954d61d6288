//! One file for each call and trait.

mod close;
mod close_books;
mod collect;
mod dispute;
mod integrity;
mod invariants;
mod node_life;
mod offer;
mod open;
mod resolve_dispute;
mod settle;
mod top_up;
mod try_state;
mod views;
mod withdraw_offer;

/// What most tests need.
mod prelude {
	pub use crate::{
		mock::*, Agreements, Arbiter, Book, Books, Commitment, Commitments, Error, Event, Offer,
		Offers, State, Stretch, Target, Terms, WeightInfo,
	};
	pub use frame_support::{assert_noop, assert_ok};
	pub use sp_runtime::{DispatchError, Perbill, TokenError};
	pub use substation_primitives::{Balance, NodeId, Status};

	pub type E = Error<Test>;

	/// Ten windows at a price of 10, of a node whose payee has no account: less than that can hold.
	pub fn open_for_dust() -> u32 {
		change(NODE, |node| node.payee = NOBODY);
		let cheap = Terms { price: 10, ..terms() };
		assert_ok!(Services::offer(by(OWNER), NODE, UNITS, cheap));
		open(1, 10)
	}
}
