use super::prelude::*;
use substation_primitives::{Demand, Takings};

#[test]
fn close_books_should_burn_and_give_the_treasury_its_part() {
	build_and_execute(|| {
		assert_ok!(Services::offer(by(OWNER), 2, UNITS, terms()));
		let one = open(1, 10);
		assert_ok!(Services::open(by(ALICE), Target::Node(2), 2, 10, terms()));
		serve(5);
		assert_ok!(Services::collect(by(BOB), one));
		assert_ok!(Services::settle(by(BOB), 1));
		let (issuance, treasury) = (Balances::total_issuance(), free(TREASURY));
		let mut takings = Services::close_books();
		takings.sort_by_key(|(class, _)| *class);
		assert_eq!(
			takings,
			[(0, Takings { burned: 100, income: 300 }), (1, Takings { burned: 200, income: 600 })]
		);
		assert_eq!(Balances::total_issuance(), issuance - 300);
		assert_eq!(free(TREASURY), treasury + 75);
		assert_eq!(Books::<Test>::iter().count(), 0);
		assert_eq!(Services::close_books(), [], "no payment counts twice");
	});
}

#[test]
fn close_books_should_report_nothing_where_nobody_paid() {
	build_and_execute(|| {
		open(1, 10);
		assert_eq!(Services::close_books(), []);
	});
}

#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "Defensive failure"))]
fn close_books_should_report_nothing_that_it_cannot_burn() {
	new_test_ext().execute_with(|| {
		let book = Book { burned: 1, treasury: 0, income: 0 };
		Books::<Test>::insert(CLASS, book);
		assert_eq!(Services::close_books(), []);
	});
}
