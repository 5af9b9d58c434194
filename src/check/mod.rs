//! What must hold: promises watched while a run goes on, and whether what clients saw has an order.

#[cfg(feature = "every-protocol")]
pub mod clients;
#[cfg(not(feature = "every-protocol"))]
#[path = "no_clients.rs"]
pub mod clients;
#[cfg(feature = "every-protocol")]
pub mod explore;
mod latest;
#[cfg(feature = "every-protocol")]
pub mod linearize;
pub mod promises;
