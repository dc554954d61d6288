//! Builds the runtime's wasm.

fn main() {
	// Clippy wraps the compiler of this workspace; the wasm may be another compiler's.
	std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");

	#[cfg(all(feature = "std", feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("VOLT", 12)
		.build();

	#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
