//! The runtime as a whole and without mocks: real genesis, real blocks, real transactions, real weights.

#![allow(clippy::unwrap_used)]

mod backing;
mod chain;
mod dice;
mod model;

mod adversary;
mod api;
mod decisions;
mod emission;
mod equivocation;
mod extensions;
mod following;
mod fuzz;
mod genesis;
mod halt;
mod integrity;
mod life;
mod outage;
mod proxies;
mod replay;
mod services;
mod staking;
mod weights;
