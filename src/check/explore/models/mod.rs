//! Small systems whose numbers of states are known from elsewhere. They are no protocols of the
//! page: they are here to hold the explorer against others, and to measure it.

pub mod abd;
pub mod paxos;
pub mod register;
pub mod single_copy;
pub mod two_phase;
