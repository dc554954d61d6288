//! The runtime as a whole and without mocks: real genesis, real blocks, real transactions, real weights.

#![allow(clippy::unwrap_used)]

mod chain;
mod model;

mod api;
mod emission;
mod extensions;
mod genesis;
mod halt;
mod integrity;
mod life;
mod outage;
mod replay;
mod services;
mod weights;
