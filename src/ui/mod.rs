//! The page. The only part, with `main`, that knows the browser.
//!
//! [`app::App`] holds the run and carries out what people want; everything else draws plain data
//! and sends back [`model::Intent`]s. Once for each revision of the run the panels get new data;
//! between two revisions only the canvas and the clock are touched, by the animation loop.
//!
//! The stage marks its nodes `node-1`…, its clients `client-A`… and itself `stage`.
//!
//! For tests in a browser, `data-testid` names what stays the same in every language:
//! - `run`, the root, with `data-hash` (the same for equal runs), `data-step` and `data-at` (the
//!   moment shown), `data-end` (the last step run) and `data-in-flight`, as of the last rendering;
//! - `stage` with `data-islands` ("1 2 3|4 5") and `data-faults`; in it `node-1`… with
//!   `data-condition` = up, paused or down, `client-A`…, `bar-kill` and its siblings;
//! - `timeline`, a slider in milliseconds; `lane-tree` with `lane-0`…;
//! - `verdict` with `data-kind` = idle, working, committed, blocked or broken; inside it
//!   `verdict-head`, `verdict-body`, `verdict-more`;
//! - `play` with `data-playing`, `step-on`, `step-back`, `to-start`, `to-end`, `speed-0` to
//!   `speed-5`, `pace`, `clock`, `event-count`, `last-event`, `undo`, `redo`, `lanes`;
//! - `split`, `cut-off`, `cut-cancel`, `heal`, `request`, `layout-ring`, `layout-chart`;
//! - `story` with `data-step`, `story-title`, `story-option-0`…, `story-ask` with `data-judged`,
//!   `story-do`, `story-tell`, `story-next`, `story-again`, and `offer-…` for the runs to try;
//! - `settings`, `param-…` for each parameter, `rule-…` for each rule, `delay-shape`, `loss`,
//!   `duplicate`, `reorder`, `clients`, `patience`, `busy`, `seed`, `dice`, `afresh`, `essay`,
//!   `simplified`;
//! - `inspector`, in it `role`, `condition`, `kill`, `restart`, `pause`, `isolate`, `skew`, `cut`,
//!   `cut-one-way`, `slow`, `lossy`, `fate`, `deliver`, `drop`, `delay`, `duplicate`, `cause`,
//!   `ask-form`, `ask-key`, `ask-value`, `ask-node`, `ask-write`, `ask-read`;
//! - `promises` with rows that have `data-promise` and `data-standing`, and `jump-to-break`;
//! - `history` with `history-row`s that have `data-seen` = waiting, committed or answered;
//! - `spoken`, what screen readers are told; `language`, `theme`, `present`, `help`, `share`; `help-sheet`;
//! - `share-sheet`, in it `share-link`, `share-copy`, `share-said`, `share-code` or `share-none` with
//!   `share-lighter`, `share-large`, `share-branches`, `share-lang`, `share-layout`;
//! - `files`; `files-sheet` with `open-file`, `file-refused`, `export-scenario` and its siblings,
//!   `export-part-all`…, `export-folded`, `export-expect`, `export-text` or `export-picture`,
//!   `save-export`, `save-png`, `copy-export`, `film-progress`, `stop-film`; `caption`, `drop-here`, `as-expected`
//!   with `data-met` = yes or no;
//! - `hunt-open`; `hunt` with `data-stand` = set-up, searching, paused, found, done, failed or left; in
//!   it `hunt-kills` and its siblings, `hunt-begin`, `hunt-pause`, `hunt-go-on`, `hunt-stop`,
//!   `hunt-again`, `hunt-set-up`, `hunt-progress` with `hunt-states` and its siblings, `hunt-finding`
//!   with `data-promise` and `hunt-watch`, `hunt-coverage`, `hunt-failed`; `hunt-caption` on the stage;
//! - `toasts`, `toast`, `toast-action`; `embed-open`, in a page within another; `crash`,
//!   `crash-reset`; `tab-story` and its siblings.

pub mod address;
#[cfg(feature = "every-protocol")]
pub mod ahead;
pub mod app;
pub mod bits;
#[cfg(feature = "every-protocol")]
pub mod branches;
pub mod button;
#[cfg(feature = "every-protocol")]
pub mod clipboard;
pub mod crash;
#[cfg(feature = "every-protocol")]
pub mod diagram;
pub mod el;
#[cfg(feature = "every-protocol")]
pub mod embed;
#[cfg(feature = "every-protocol")]
pub mod files;
pub mod header;
#[cfg(feature = "every-protocol")]
pub mod help;
#[cfg(feature = "every-protocol")]
pub mod hunt;
pub mod inspect;
pub mod keys;
pub mod languages;
pub mod meeting;
pub mod model;
pub mod number;
pub mod pace;
pub mod prefs;
pub mod promises;
#[cfg(feature = "every-protocol")]
pub mod settings;
#[cfg(feature = "every-protocol")]
pub mod share;
pub mod stage;
pub mod still;
pub mod story;
#[cfg(feature = "every-protocol")]
pub mod styles;
pub mod toast;
pub mod tools;
pub mod transport;
pub mod verdict;
