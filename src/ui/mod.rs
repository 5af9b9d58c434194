//! The page: Yew components, and all that knows the browser.

pub mod model;
pub mod stage;
