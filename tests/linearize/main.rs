//! The linearizability checker against others: stateright's tester, todc-utils' checker, and the
//! plainest one there is, which tries everything.

#![cfg(not(target_arch = "wasm32"))]

mod by_hand;
mod hostile;
mod live;
mod others;
mod plain;
mod random;
mod speed;
