//! The stage and its instruments: the cluster with its messages, the hemicycle, the phase chart
//! and the diagram of the footer.
//!
//! What changes with an event is SVG that Yew renders. What changes with time is on canvases that
//! the page's one animation loop repaints through [`StageHandle`] and [`TimelineHandle`].

mod action_bar;
pub(super) mod axis;
#[cfg(feature = "every-protocol")]
mod chart_parts;
mod client;
mod gesture;
pub(super) mod glide;
mod handle;
mod hands;
mod hemicycle;
mod islands;
mod lanes;
mod links;
mod look;
pub(super) mod marks;
pub(super) mod measure;
mod node;
mod painter;
pub(super) mod palette;
mod phase_chart;
pub(super) mod shapes;
pub(super) mod sheet;
pub(super) mod surface;
mod swarm;
pub(super) mod timeline;
mod timeline_handle;
mod timeline_painter;
mod view;

pub use handle::StageHandle;
pub use hemicycle::{HemicycleProps, hemicycle};
pub use look::{client_name, node_name};
pub use phase_chart::{PhaseChartProps, phase_chart};
pub use timeline::TimelineView;
pub use timeline_handle::TimelineHandle;
pub use view::StageView;
