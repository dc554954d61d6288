//! What a transaction carries besides its call: wallets and libraries must find the usual.

use codec::Encode;
use scale_info::TypeDef;
use sp_io::TestExternalities;
use sp_runtime::traits::TransactionExtension;
use substation_runtime::{Runtime, RuntimeCall, TxExtension};

#[test]
fn the_transaction_extensions_should_be_the_standard_ones_in_the_standard_order() {
	let metadata = <TxExtension as TransactionExtension<RuntimeCall>>::metadata();
	let names: Vec<_> = metadata.iter().map(|extension| extension.identifier).collect();
	assert_eq!(
		names,
		[
			"AuthorizeCall",
			"CheckNonZeroSender",
			"CheckSpecVersion",
			"CheckTxVersion",
			"CheckGenesis",
			"CheckMortality",
			"CheckNonce",
			"CheckWeight",
			"ChargeTransactionPayment",
			"CheckMetadataHash",
			"WeightReclaim",
		]
	);
}

#[test]
fn extensions_that_old_wallets_do_not_know_should_encode_nothing() {
	// What is unknown is taken as empty: one byte more, and every signature is wrong.
	for extension in <TxExtension as TransactionExtension<RuntimeCall>>::metadata() {
		if ["AuthorizeCall", "WeightReclaim"].contains(&extension.identifier) {
			for part in [extension.ty, extension.implicit] {
				let definition = part.type_info().type_def;
				let empty = match definition {
					TypeDef::Tuple(tuple) => tuple.fields.is_empty(),
					TypeDef::Composite(composite) => composite.fields.is_empty(),
					_ => false,
				};
				assert!(empty, "{} is not empty", extension.identifier);
			}
		}
	}
	assert!(frame_system::AuthorizeCall::<Runtime>::new().encode().is_empty());
	assert!(frame_system::WeightReclaim::<Runtime>::new().encode().is_empty());
}

#[test]
fn metadata_should_come_in_the_versions_14_to_16() {
	assert!([14, 15, 16].iter().all(|version| Runtime::metadata_versions().contains(version)));
	// Some constants follow the era, which the genesis sets.
	TestExternalities::default().execute_with(|| {
		for version in [14, 15, 16] {
			assert!(Runtime::metadata_at_version(version).is_some());
		}
	});
}
