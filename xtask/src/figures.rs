//! The figures that are measured, with the bars they are held to.

/// What is printed as `name value`, how the table calls it, and the bar it is held to.
pub struct Figure {
    pub name: &'static str,
    pub what: &'static str,
    pub bar: Bar,
}

pub enum Bar {
    AtMost(f64),
    AtLeast(f64),
    None,
}

const fn figure(name: &'static str, what: &'static str, bar: Bar) -> Figure {
    Figure { name, what, bar }
}

pub const NATIVE: [Figure; 3] = [
    figure(
        "events_per_second_5",
        "events a second, native, 5 nodes",
        Bar::AtLeast(2e6),
    ),
    figure(
        "events_per_second_31",
        "events a second, native, 31 nodes",
        Bar::None,
    ),
    figure(
        "worst_seek_ms",
        "worst seek in 100,000 events, native, ms",
        Bar::AtMost(16.0),
    ),
];

pub const EXPLORER: [Figure; 4] = [
    figure(
        "explorer_states_per_second",
        "explorer, states a second, one thread",
        Bar::AtLeast(400_000.0),
    ),
    figure(
        "explorer_bytes_per_state",
        "explorer, bytes a state",
        Bar::AtMost(200.0),
    ),
    figure(
        "stateright_states_per_second",
        "stateright on the same, states a second, two threads",
        Bar::None,
    ),
    figure(
        "stateright_bytes_per_state",
        "stateright on the same, bytes a state",
        Bar::None,
    ),
];

pub const CHECKER: [Figure; 3] = [
    figure(
        "checker_rejects_16_ms",
        "rejecting 16 operations by 5 clients, median, ms",
        Bar::AtMost(1.0),
    ),
    figure(
        "checker_rejects_21_ms",
        "rejecting 21 operations by 5 clients, median, ms",
        Bar::AtMost(1.0),
    ),
    figure(
        "checker_thousand_ms",
        "1,000 operations by 10 clients, worst of 30, ms",
        Bar::AtMost(1_000.0),
    ),
];

pub const HUNT: [Figure; 1] = [figure(
    "hunt_states_per_second",
    "a hunt, states a second",
    Bar::None,
)];

/// Half of the native bar; the ratio of one run is for who reads the table.
pub const SHIPPED: [Figure; 4] = [
    figure(
        "events_per_second_5",
        "events a second, wasm as shipped, 5 nodes",
        Bar::AtLeast(1e6),
    ),
    figure(
        "events_per_second_31",
        "events a second, wasm as shipped, 31 nodes",
        Bar::None,
    ),
    figure(
        "worst_seek_ms",
        "worst seek in 100,000 events, wasm as shipped, ms",
        Bar::AtMost(16.0),
    ),
    figure(
        "explorer_states_per_second",
        "explorer, states a second, wasm as shipped",
        Bar::None,
    ),
];

pub const QUICK: [Figure; 4] = [
    figure(
        "events_per_second_5",
        "events a second, wasm at opt-level 3, 5 nodes",
        Bar::None,
    ),
    figure(
        "events_per_second_31",
        "events a second, wasm at opt-level 3, 31 nodes",
        Bar::None,
    ),
    figure(
        "worst_seek_ms",
        "worst seek in 100,000 events, wasm at opt-level 3, ms",
        Bar::None,
    ),
    // Half of the native bar.
    figure(
        "explorer_states_per_second",
        "explorer, states a second, wasm at opt-level 3",
        Bar::AtLeast(200_000.0),
    ),
];

pub const PAGE: [Figure; 22] = [
    figure(
        "hunt_states_per_second",
        "a hunt in its worker as shipped, states a second",
        Bar::AtLeast(200_000.0),
    ),
    figure(
        "frame_task_5",
        "main thread, ms a frame, 5 nodes",
        Bar::AtMost(2.0),
    ),
    figure("frame_script_5", "of which script, 5 nodes", Bar::None),
    figure(
        "frame_task_15",
        "main thread, ms a frame, 15 nodes",
        Bar::None,
    ),
    figure("frame_script_15", "of which script, 15 nodes", Bar::None),
    figure(
        "frame_task_31",
        "main thread, ms a frame, 31 nodes",
        Bar::AtMost(4.0),
    ),
    figure("frame_script_31", "of which script, 31 nodes", Bar::None),
    figure(
        "crowd_messages_1000",
        "messages in flight, at least",
        Bar::None,
    ),
    figure(
        "crowd_fps_1000",
        "frames a second with so many",
        Bar::AtLeast(59.0),
    ),
    figure(
        "crowd_messages_5000",
        "messages in flight, at least",
        Bar::None,
    ),
    figure(
        "crowd_fps_5000",
        "frames a second with so many",
        Bar::AtLeast(50.0),
    ),
    figure(
        "diagram_messages",
        "messages in the large diagram, of over 10,000 events",
        Bar::None,
    ),
    figure(
        "diagram_fps",
        "frames a second while it is dragged",
        Bar::AtLeast(30.0),
    ),
    figure(
        "diagram_task",
        "of which main thread, ms a frame",
        Bar::None,
    ),
    figure(
        "memory_js_10",
        "script's memory after 10 minutes of play, MB",
        Bar::None,
    ),
    figure(
        "memory_wasm_10",
        "the program's memory after 10 minutes, MB",
        Bar::None,
    ),
    figure(
        "memory_js_30",
        "script's memory after 30 minutes, MB",
        Bar::None,
    ),
    figure(
        "memory_wasm_30",
        "the program's memory after 30 minutes, MB",
        Bar::None,
    ),
    figure(
        "memory_js_60",
        "script's memory after an hour, MB",
        Bar::None,
    ),
    figure(
        "memory_wasm_60",
        "the program's memory after an hour, MB",
        Bar::None,
    ),
    figure(
        "memory_growth",
        "memory after an hour to after half of it",
        Bar::AtMost(1.05),
    ),
    figure("memory_events", "events in that hour", Bar::None),
];
