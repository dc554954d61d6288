//! What the calls cost, on nodes that the runtime's helper makes.

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	Get,
};
use frame_system::RawOrigin::Signed;
use sp_runtime::Perbill;
use substation_primitives::{AgreementId, Balance, BenchmarkHelper, ClassId, NodeId, Registry};

type Helper<T> = <T as Config>::BenchmarkHelper;

/// Nodes that one `open` takes capacity from. The runtime may allow fewer or more.
const NODES: u32 = 32;
/// Windows that are bought.
const WINDOWS: u32 = 10;

fn terms<T: Config>() -> Terms<T::AccountId> {
	Terms {
		// Large enough for every part of a payment to be more than an account must hold.
		price: T::Currency::minimum_balance().max(1_000) * 1_000,
		sla: Sla { uptime: Perbill::from_percent(90), guarantee: Perbill::from_percent(20) },
		arbiter: Arbiter::Account(account("arbiter", 0, 0)),
	}
}

/// An account with tokens.
fn person<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	let deposits = T::AgreementDeposit::get() + T::OfferDeposit::get() + T::DisputeDeposit::get();
	let amount =
		(deposits + terms::<T>().price * Balance::from(WINDOWS)) * 2 * Balance::from(NODES);
	T::Currency::set_balance(&who, amount);
	who
}

/// A node all of whose capacity is for sale, and its owner.
fn seller<T: Config>(class: ClassId) -> (NodeId, T::AccountId) {
	let (node, owner) = Helper::<T>::node(class);
	let units = T::Registry::get(node).expect("the helper made it").units;
	Pallet::<T>::offer(Signed(owner.clone()).into(), node, units, terms::<T>())
		.expect("the owner has tokens for the deposit");
	(node, owner)
}

/// Makes a node's offer look as if somebody else had made it.
fn made_by_another<T: Config>(node: NodeId) {
	let maker: T::AccountId = account("operator", 0, 0);
	T::Currency::set_balance(&maker, T::Currency::minimum_balance());
	Offers::<T>::mutate(node, |offer| offer.as_mut().expect("just made").maker = maker);
}

/// An agreement about one unit, the customer, and the node.
fn agreed<T: Config>() -> (AgreementId, T::AccountId, NodeId) {
	let customer = person::<T>("customer");
	let (node, _) = seller::<T>(Helper::<T>::class());
	let id = NextAgreement::<T>::get();
	let target = Target::Node(node);
	Pallet::<T>::open(Signed(customer.clone()).into(), target, 1, WINDOWS, terms::<T>())
		.expect("the customer has tokens, the node has units");
	(id, customer, node)
}

/// The same, with its escrow used up.
fn suspended<T: Config>() -> (AgreementId, T::AccountId) {
	let (id, customer, node) = agreed::<T>();
	Helper::<T>::serve(node, WINDOWS);
	Pallet::<T>::settle(Signed(customer.clone()).into(), id).expect("all windows were served");
	(id, customer)
}

fn state<T: Config>(id: AgreementId) -> State<T::AccountId> {
	Agreements::<T>::get(id).expect("it is open").state
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn offer() -> Result<(), BenchmarkError> {
		let (node, owner) = seller::<T>(Helper::<T>::class());
		made_by_another::<T>(node);

		#[extrinsic_call]
		_(Signed(owner.clone()), node, 1, terms::<T>());

		assert_eq!(Offers::<T>::get(node).map(|made| made.maker), Some(owner));
		Ok(())
	}

	#[benchmark]
	fn withdraw_offer() {
		let (node, owner) = seller::<T>(Helper::<T>::class());
		made_by_another::<T>(node);

		#[extrinsic_call]
		_(Signed(owner), node);

		assert!(!Offers::<T>::contains_key(node));
	}

	#[benchmark]
	fn open(n: Linear<1, NODES>) {
		let customer = person::<T>("customer");
		let class = Helper::<T>::class();
		let n = n.min(T::MaxNodes::get());
		let nodes: alloc::vec::Vec<NodeId> = (0..n).map(|_| seller::<T>(class).0).collect();
		nodes.iter().for_each(|node| Helper::<T>::part(*node));
		let units = nodes.iter().map(|node| Pallet::<T>::for_sale(*node)).sum();
		let target = Target::Class { class, nodes: NodesOf::<T>::truncate_from(nodes) };

		#[extrinsic_call]
		_(Signed(customer), target, units, 1, terms::<T>());

		assert_eq!(Agreements::<T>::iter().count(), n as usize);
	}

	#[benchmark]
	fn top_up() {
		// Used up, and nobody has settled it: it is suspended and goes on.
		let (id, customer, node) = agreed::<T>();
		Helper::<T>::serve(node, WINDOWS);

		#[extrinsic_call]
		_(Signed(customer), id, 1);

		assert!(matches!(state::<T>(id), State::Running(_)));
	}

	#[benchmark]
	fn close() {
		let (id, customer, node) = agreed::<T>();
		Helper::<T>::serve(node, 3);

		#[extrinsic_call]
		_(Signed(customer), id);

		assert!(!Agreements::<T>::contains_key(id));
	}

	#[benchmark]
	fn settle() {
		let (id, _, node) = agreed::<T>();
		Helper::<T>::serve(node, 3);

		#[extrinsic_call]
		_(Signed(whitelisted_caller()), id);

		assert!(matches!(state::<T>(id), State::Running(Stretch { paid: 3, .. })));
	}

	#[benchmark]
	fn settle_suspend() {
		let (id, _, node) = agreed::<T>();
		Helper::<T>::serve(node, WINDOWS);

		#[extrinsic_call]
		settle(Signed(whitelisted_caller()), id);

		assert!(matches!(state::<T>(id), State::Suspended { .. }));
	}

	#[benchmark]
	fn settle_close() {
		let (id, _) = suspended::<T>();
		Helper::<T>::advance(T::Grace::get());

		#[extrinsic_call]
		settle(Signed(whitelisted_caller()), id);

		assert!(!Agreements::<T>::contains_key(id));
	}

	#[benchmark]
	fn collect() {
		let (id, _, node) = agreed::<T>();
		Helper::<T>::serve(node, WINDOWS);

		#[extrinsic_call]
		_(Signed(whitelisted_caller()), id);

		assert_eq!(Agreements::<T>::get(id).map(|agreement| agreement.earned), Some(0));
	}

	#[benchmark]
	fn dispute() {
		let (id, customer, node) = agreed::<T>();
		Helper::<T>::serve(node, 3);

		#[extrinsic_call]
		_(Signed(customer), id);

		assert!(matches!(state::<T>(id), State::Disputed { .. }));
	}

	#[benchmark]
	fn resolve_dispute() -> Result<(), BenchmarkError> {
		let (id, customer, node) = agreed::<T>();
		Helper::<T>::serve(node, 3);
		Pallet::<T>::dispute(Signed(customer).into(), id)?;

		#[extrinsic_call]
		_(Signed(account("arbiter", 0, 0)), id, Perbill::from_percent(50));

		assert!(!Agreements::<T>::contains_key(id));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
