//! One file for each call and each interface.

mod create_class;
mod genesis;
mod h3;
mod integrity;
mod invariants;
mod life_cycle;
mod queries;
mod reap;
mod register;
mod retire;
mod rotate_device_key;
mod set_operator;
mod set_payee;
mod transfer;
mod try_state;
mod update;
mod update_class;
