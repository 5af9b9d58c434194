//! What must hold: promises watched while a run goes on, and whether what clients saw has an order.

pub mod clients;
pub mod explore;
pub mod linearize;
pub mod promises;
