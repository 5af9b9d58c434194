//! The program in a worker: it has no page, hears what to search, and searches in slices between
//! which it listens.

use std::cell::RefCell;
use std::panic;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Date, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::hunt::message::{FromWorker, ToWorker, from_bytes, to_bytes};
use crate::hunt::{Ended, Hunt};
use crate::text::{Lang, render};

/// A slice takes about so long, and progress is told no more often than this.
const SLICE_MS: f64 = 40.0;
const TELL_MS: f64 = 250.0;

/// A slice begins with so few states: nobody knows yet how long one takes.
const FEW: u64 = 16;

#[derive(Default)]
struct AtWork {
    hunt: Option<Hunt>,
    paused: bool,
    /// A slice is on its way.
    next: Option<Timeout>,
    told_ms: f64,
}

thread_local! {
    static AT_WORK: RefCell<AtWork> = RefCell::default();
}

/// Whether this is a worker and no page.
pub fn is_worker() -> bool {
    scope().is_some()
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// Listens, for as long as the worker lives.
pub fn work() {
    panic::set_hook(Box::new(|info| tell(&FromWorker::Failed(info.to_string()))));
    let Some(scope) = scope() else {
        return;
    };
    let listener = EventListener::new(&scope, "message", |event| {
        let data = event.unchecked_ref::<MessageEvent>().data();
        let bytes = data.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
        if let Some(message) = bytes.and_then(|bytes| from_bytes(&bytes)) {
            AT_WORK.with_borrow_mut(|at_work| at_work.hear(message));
        }
    });
    listener.forget();
    tell(&FromWorker::Ready);
}

fn tell(message: &FromWorker) {
    if let Some(scope) = scope() {
        let bytes: JsValue = Uint8Array::from(&*to_bytes(message)).into();
        scope.post_message(&bytes).unwrap_or_default();
    }
}

impl AtWork {
    fn hear(&mut self, message: ToWorker) {
        match message {
            ToWorker::Begin(job) => match Hunt::new(job) {
                Ok(hunt) => {
                    self.hunt = Some(hunt);
                    self.paused = false;
                    self.soon();
                }
                // The page has made the job from a run that is open, so this is not for people.
                Err(why) => tell(&FromWorker::Failed(render(&why, Lang::En))),
            },
            ToWorker::Pause => {
                self.paused = true;
                self.next = None;
                self.tell_progress();
            }
            ToWorker::GoOn => {
                self.paused = false;
                self.soon();
            }
            ToWorker::Stop => {
                if let Some(hunt) = &mut self.hunt {
                    hunt.stop(Ended::Stopped);
                }
                self.finish();
            }
        }
    }

    /// The next slice, after what has been said in the meantime.
    fn soon(&mut self) {
        self.next = Some(Timeout::new(0, || {
            AT_WORK.with_borrow_mut(AtWork::slice);
        }));
    }

    fn slice(&mut self) {
        self.next = None;
        let (Some(hunt), false) = (&mut self.hunt, self.paused) else {
            return;
        };
        let began_ms = Date::now();
        let mut states = FEW;
        let mut found = Vec::new();
        while Date::now() - began_ms < SLICE_MS && found.is_empty() && !hunt.is_done() {
            found = hunt.run_for(states);
            if Date::now() - began_ms < SLICE_MS / 4.0 {
                states *= 2;
            }
        }
        if memory() > hunt.most_bytes() {
            hunt.stop(Ended::Memory);
        }
        let done = hunt.is_done();
        let anything = !found.is_empty();
        if anything || done || Date::now() - self.told_ms > TELL_MS {
            self.tell_progress();
        }
        for finding in found {
            tell(&FromWorker::Found(finding));
        }
        if done {
            self.finish();
        } else if anything {
            self.paused = true;
        } else {
            self.soon();
        }
    }

    fn tell_progress(&mut self) {
        self.told_ms = Date::now();
        if let Some(progress) = self.hunt.as_ref().and_then(Hunt::progress) {
            tell(&FromWorker::Progress(progress, memory()));
        }
    }

    fn finish(&mut self) {
        self.next = None;
        if let Some(hunt) = self.hunt.take() {
            tell(&FromWorker::Done(hunt.coverage()));
        }
    }
}

/// All the memory that this program has taken, in bytes.
fn memory() -> u64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    u64::from(buffer.byte_length())
}
