//! What stands for [`Judge`] where no protocol promises anything of what clients see: a type that
//! has no values, so that all that would be done with one is left out of the program.

use crate::protocol::ids::Micros;
use crate::protocol::op::{Command, RequestId, Response};
use crate::protocol::say::Say;

/// Answers that fit no order.
#[derive(Clone, PartialEq, Debug)]
pub struct Contradiction {
    pub step: u64,
    pub at: Micros,
    pub why: Say,
    pub between: Vec<RequestId>,
}

/// How the history stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Fits,
    Contradicts,
    TooMuch,
}

/// Nobody.
#[derive(Clone, Copy, Debug)]
pub enum Judge {}

impl Judge {
    pub fn begin() -> Option<Judge> {
        None
    }

    pub fn broken(&self) -> Option<&Contradiction> {
        match *self {}
    }

    pub fn answers(&self) -> u64 {
        match *self {}
    }

    pub fn verdict(&self) -> Verdict {
        match *self {}
    }

    pub fn sequential(&self) -> (Verdict, Option<(u64, Micros)>) {
        match *self {}
    }

    pub fn lost_its_beginning(&mut self) {
        match *self {}
    }

    pub fn asked(&mut self, _: RequestId, _: Command) {
        match *self {}
    }

    pub fn settled(&mut self, _: RequestId, _: Response, _: u64, _: Micros) {
        match *self {}
    }
}
