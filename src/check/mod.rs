//! What must hold: promises watched while a run goes on.

pub mod promises;
