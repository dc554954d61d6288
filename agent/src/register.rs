use std::{fs, str::FromStr};

use subxt_signer::sr25519::Keypair;

use crate::{
	amount::Amount,
	chain::{offline_limits, offline_register, Chain, Limits, Registration},
	cli,
	error::{stop, Error, Result},
	keys::{owner, Key},
	message::{BlockNumber, Hash},
	model::{Class, Network},
};

/// Registers the device of a key, or prints what its owner has to sign.
pub async fn register(args: cli::Register) -> Result<()> {
	let key = Key::read(&args.key)?;
	if args.offline {
		return offline(&args, &key);
	}
	let signer = match args.print {
		true => None,
		false => Some(secret(&args.secret)?.ok_or_else(unsigned)?),
	};
	let account = match (&signer, &args.owner) {
		(Some(signer), _) => signer.public_key().0,
		(None, Some(owner)) => account(owner)?,
		(None, None) => return Err(unsigned()),
	};

	let url = &args.connection.url;
	let chain = Chain::connect(url, None).await?;
	let head = chain.best().await?;
	if let Some(node) = chain.node_of(&head, &key.public()).await? {
		return stop(format!(
			"This device is node {node} already; see `substation-agent status --node {node} --url {url}`."
		));
	}
	let class = find(&chain.network(&head).await?, &args.class)?;
	let limits = chain.limits()?;
	let life = if signer.is_some() { limits.prompt() } else { limits.proof_life };
	let expires = head.number.saturating_add(life);
	let terms = Terms { class: &class, limits, genesis: chain.genesis(), expires };
	let registration = fill(&args, &terms, &key, &account)?;
	match signer {
		Some(signer) => {
			afford(chain.free(&head, &account).await?, &account, &registration, 1, &limits)?;
			let done = chain.register(&head, &signer, &registration).await?;
			say!(
				"Registered: node {}, class {}, page {}, slot {}.",
				done.node,
				class.name,
				done.address.page,
				done.address.slot
			);
			say!(
				"Now run `substation-agent run --key {} --url {url}` on the device, and keep it running.",
				args.key.display()
			);
		}
		None => print(&chain.register_call(&head, &registration).await?, &registration, Some(url)),
	}
	Ok(())
}

fn offline(args: &cli::Register, key: &Key) -> Result<()> {
	let (Some(genesis), Some(expires), Some(owner)) = (&args.genesis, args.expires, &args.owner)
	else {
		return stop("Give --owner, --genesis and --expires with --offline.");
	};
	let genesis = hash(genesis)?;
	let id = args.class.parse().map_err(|_| {
		Error::Stop("Without a node, give --class as the class's number, like 0.".into())
	})?;
	// With --offline both are given; a class that is not at hand sets no limits.
	let class = Class {
		id,
		name: args.class.clone(),
		period: 0,
		min_units: 0,
		max_units: u32::MAX,
		collateral_per_unit: Default::default(),
	};
	let terms = Terms { class: &class, limits: offline_limits()?, genesis, expires };
	let registration = fill(args, &terms, key, &account(owner)?)?;
	print(&offline_register(genesis, &registration)?, &registration, None);
	Ok(())
}

/// What the chain sets for a registration.
struct Terms<'a> {
	class: &'a Class,
	limits: Limits,
	genesis: Hash,
	expires: BlockNumber,
}

fn fill(args: &cli::Register, terms: &Terms, key: &Key, owner: &[u8; 32]) -> Result<Registration> {
	let class = terms.class;
	let units = args.units.unwrap_or(class.min_units);
	if !(class.min_units..=class.max_units).contains(&units) {
		return stop(format!(
			"A node of class {} has {} to {} units; choose --units from these.",
			class.name, class.min_units, class.max_units
		));
	}
	if args.metadata.len() > terms.limits.metadata as usize {
		return stop(format!(
			"The chain keeps {} bytes of metadata; shorten --metadata.",
			terms.limits.metadata
		));
	}
	let required = class
		.required(units)
		.ok_or_else(|| Error::Stop("No balance covers so many units; choose fewer.".into()))?;
	let collateral = args.collateral.unwrap_or(required);
	if collateral < required {
		return stop(format!(
			"{units} units need {required} of collateral; give more, or take fewer units."
		));
	}
	Ok(Registration {
		class: class.id,
		units,
		device_key: key.public(),
		possession: key.possession(terms.genesis, owner, terms.expires),
		collateral: collateral.0,
		operator: args.operator.as_deref().map(account).transpose()?,
		payee: args.payee.as_deref().map(account).transpose()?,
		location: args.location.as_deref().map(cell).transpose()?,
		metadata: args.metadata.clone(),
	})
}

/// Refuses what the owner, who has so much free, cannot pay: so many registrations like this one.
pub fn afford(
	free: u128,
	owner: &[u8; 32],
	registration: &Registration,
	count: u32,
	limits: &Limits,
) -> Result<()> {
	let times = |amount: u128| amount.saturating_mul(count.into());
	let bytes = limits.byte_deposit.saturating_mul(registration.metadata.len() as u128);
	let deposit = times(limits.node_deposit.saturating_add(bytes));
	let collateral = times(registration.collateral);
	let needed = collateral.saturating_add(deposit).saturating_add(limits.minimum);
	// The fee comes on top: an account that has no more than this can't pay it.
	if free > needed {
		return Ok(());
	}
	let owner = subxt::utils::AccountId32(*owner);
	let (nodes, fewer) = match count {
		1 => ("the record".into(), "--units"),
		_ => (format!("{count} records"), "devices or --units"),
	};
	stop(format!(
		"The owner {owner} has {} free and needs more than {}: {} of collateral, {} held for {nodes}, {} that an \
		 account keeps, and the fee. Send it more, or register fewer {fewer}.",
		Amount(free),
		Amount(needed),
		Amount(collateral),
		Amount(deposit),
		Amount(limits.minimum),
	))
}

/// The class of that name or number.
pub fn find(network: &Network, wanted: &str) -> Result<Class> {
	let by_number = wanted.parse().ok();
	network
		.classes
		.iter()
		.find(|class| class.name == wanted || Some(class.id) == by_number)
		.cloned()
		.ok_or_else(|| {
			let classes: Vec<_> = network
				.classes
				.iter()
				.map(|class| format!("{} ({})", class.name, class.id))
				.collect();
			Error::Stop(format!(
				"There is no class {wanted}; give --class as one of {}.",
				classes.join(", ")
			))
		})
}

/// The owner's keys, if a secret was given.
pub fn secret(secret: &cli::Secret) -> Result<Option<Keypair>> {
	match (&secret.suri, &secret.suri_file) {
		(Some(suri), _) => owner(suri).map(Some),
		(None, Some(file)) => {
			let suri = fs::read_to_string(file).map_err(|why| {
				Error::Stop(format!("Cannot read {} ({why}); check --suri-file.", file.display()))
			})?;
			owner(&suri).map(Some)
		}
		(None, None) => Ok(None),
	}
}

fn unsigned() -> Error {
	Error::Stop(
		"Somebody has to sign: give the owner's secret with --suri-file, or --print with --owner to sign elsewhere."
			.into(),
	)
}

fn print(call: &[u8], registration: &Registration, url: Option<&str>) {
	let proof = &registration.possession;
	say!("Device key:  {}", registration.device_key);
	say!("Proof:       0x{}", hex::encode(codec::Encode::encode(proof)));
	say!("Counts until block {}, for this owner only.", proof.expires);
	say!("Call data:   0x{}", hex::encode(call));
	let rpc = url.map_or(String::new(), |url| format!("?rpc={}", percent_encoded(url)));
	say!("Let the owner sign it, for example at");
	say!("https://polkadot.js.org/apps/{rpc}#/extrinsics/decode/0x{}", hex::encode(call));
}

fn percent_encoded(url: &str) -> String {
	url.replace('%', "%25").replace(':', "%3A").replace('/', "%2F").replace('&', "%26")
}

fn account(address: &str) -> Result<[u8; 32]> {
	subxt::utils::AccountId32::from_str(address).map(|account| account.0).map_err(|_| {
		Error::Stop(format!("{address} is no address; copy it from the wallet as a whole."))
	})
}

fn hash(text: &str) -> Result<Hash> {
	hex::decode(text.trim_start_matches("0x"))
		.ok()
		.and_then(|bytes| bytes.try_into().ok())
		.ok_or_else(|| Error::Stop(format!("{text} is no hash; give 64 hexadecimal digits.")))
}

fn cell(text: &str) -> Result<u64> {
	u64::from_str_radix(text.trim_start_matches("0x"), 16).map_err(|_| {
		Error::Stop(format!(
			"{text} is no H3 cell; give its hexadecimal index, like 8a2a1072b59ffff."
		))
	})
}

#[cfg(test)]
mod tests {
	use clap::Parser;

	use super::*;
	use crate::keys::Scheme;

	const LIMITS: Limits =
		Limits { proof_life: 600, metadata: 16, node_deposit: 100, byte_deposit: 10, minimum: 1 };

	fn gpu() -> Class {
		Class {
			id: 1,
			name: "gpu".into(),
			period: 5,
			min_units: 2,
			max_units: 8,
			collateral_per_unit: Amount(1_000),
		}
	}

	fn filled(line: &str) -> Result<Registration> {
		let line = format!("substation-agent register --key k --class gpu --suri //Alice {line}");
		let cli = cli::Cli::try_parse_from(line.split_whitespace()).expect("a sound line");
		let cli::Command::Register(args) = cli.command else { panic!("another command") };
		let key = Key::from_seed(Scheme::Sr25519, [1; 32])?;
		let terms = Terms { class: &gpu(), limits: LIMITS, genesis: [7; 32], expires: 600 };
		fill(&args, &terms, &key, &[5; 32])
	}

	fn refused(line: &str) -> String {
		match filled(line) {
			Err(why) => why.to_string(),
			Ok(_) => panic!("{line} was taken"),
		}
	}

	#[test]
	fn what_is_not_said_should_come_from_the_class() {
		let registration = filled("").expect("complete");
		assert_eq!(
			(registration.class, registration.units, registration.collateral),
			(1, 2, 2_000)
		);
		assert_eq!(registration.operator, None);
		assert_eq!(registration.possession.expires, 600);
	}

	#[test]
	fn what_the_chain_would_refuse_should_be_refused_with_what_to_do() {
		assert!(refused("--units 9").contains("2 to 8 units"));
		assert!(refused("--units 1").contains("2 to 8 units"));
		assert!(refused("--collateral 0.000000001999").contains("of collateral"));
		assert!(refused("--metadata more-than-sixteen").contains("16 bytes"));
		assert!(refused("--payee bob").contains("no address"));
		assert!(refused("--location here").contains("H3 cell"));
	}

	#[test]
	fn an_owner_with_too_little_should_be_told_how_much_it_takes() {
		let registration = filled("--metadata roof").expect("complete");
		// 2,000 of collateral, 100 for the record, 4 bytes of 10, 1 that the account keeps.
		let afford = |free| afford(free, &[5; 32], &registration, 1, &LIMITS);
		assert_eq!(afford(2_142), Ok(()));
		let Err(Error::Stop(why)) = afford(2_141) else { panic!("nothing is left for the fee") };
		assert!(why.contains("has 0.000000002141 VOLT free"), "{why}");
		assert!(why.contains("needs more than 0.000000002141 VOLT"), "{why}");
		assert!(why.contains("fewer --units"), "{why}");
	}

	#[test]
	fn a_fleet_should_be_afforded_before_its_first_device_is_registered() {
		let registration = filled("--metadata roof").expect("complete");
		let afford = |free| afford(free, &[5; 32], &registration, 20, &LIMITS);
		assert_eq!(afford(20 * 2_140 + 2), Ok(()));
		let Err(Error::Stop(why)) = afford(20 * 2_140 + 1) else {
			panic!("nothing is left for the fee")
		};
		assert!(why.contains("20 records") && why.contains("fewer devices"), "{why}");
	}

	#[test]
	fn a_location_should_be_read_as_people_copy_it() {
		let registration = filled("--location 8a2a1072b59ffff").expect("a cell");
		assert_eq!(registration.location, Some(0x08a2_a107_2b59_ffff));
	}

	#[test]
	fn a_class_should_be_found_by_name_or_number() {
		let network = Network { era: 0, classes: vec![gpu()] };
		assert_eq!(find(&network, "gpu"), Ok(gpu()));
		assert_eq!(find(&network, "1"), Ok(gpu()));
		let Err(Error::Stop(why)) = find(&network, "tpu") else { panic!("found") };
		assert!(why.contains("gpu (1)"), "{why}");
	}

	#[test]
	fn an_address_should_be_read_whatever_network_it_is_written_for() {
		let alice = subxt_signer::sr25519::dev::alice().public_key().0;
		assert_eq!(account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"), Ok(alice));
		assert!(account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ").is_err());
	}
}
