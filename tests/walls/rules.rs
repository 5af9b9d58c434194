//! The walls themselves, and finding what breaks them.

use crate::source::{Names, names as names_in};

/// What a part of the crate may name of the rest.
struct Wall {
    part: &'static str,
    /// Parts it must not name.
    hidden: &'static [&'static str],
    /// Words it must not use.
    words: &'static [&'static str],
    why: &'static str,
}

/// Chance, clocks and tables without an order: what would make two runs of one link differ.
const UNREPEATABLE: [&str; 7] = [
    "HashMap",
    "HashSet",
    "Instant",
    "SystemTime",
    "RandomState",
    "thread",
    "getrandom",
];

/// The crates that know the browser.
const BROWSER: [&str; 7] = [
    "gloo",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "wasm_bindgen_test",
    "web_sys",
    "yew",
];

/// The parts that know the browser; a file at the top of `src` or in `src/bin` is one by its name.
const FRONT: [&str; 3] = ["ui", "main", "worker"];

const WALLS: [Wall; 12] = [
    Wall {
        part: "protocol",
        hidden: &[
            "sim", "run", "check", "scenario", "theory", "view", "text", "ui",
        ],
        words: &UNREPEATABLE,
        why: "a protocol knows only ids, inputs and outputs",
    },
    Wall {
        part: "protocol",
        hidden: &[],
        words: &["rand", "f32"],
        why: "a protocol asks for chance and durations and draws neither",
    },
    Wall {
        part: "sim",
        hidden: &["run", "check", "view", "text", "ui"],
        words: &UNREPEATABLE,
        why: "the world must replay, and knows nobody who looks at it",
    },
    Wall {
        part: "check",
        hidden: &["view", "text", "ui"],
        words: &UNREPEATABLE,
        why: "checkers state facts; others draw them and put them in words",
    },
    Wall {
        part: "scenario",
        hidden: &["view", "text", "ui"],
        words: &UNREPEATABLE,
        why: "a scenario is data and knows no view",
    },
    Wall {
        part: "run",
        hidden: &["view", "text", "ui"],
        words: &UNREPEATABLE,
        why: "a run is the source of every view and knows none",
    },
    Wall {
        part: "hunt",
        hidden: &["view", "text", "ui"],
        words: &UNREPEATABLE,
        why: "a hunt finds facts; the page shows them and puts them in words",
    },
    Wall {
        part: "theory",
        hidden: &["sim", "run", "check", "scenario", "view", "text", "ui"],
        words: &UNREPEATABLE,
        why: "a formula needs nothing but numbers",
    },
    Wall {
        part: "text",
        hidden: &["sim", "run", "check", "view", "ui"],
        words: &[],
        why: "texts are data for whoever has something to say",
    },
    Wall {
        part: "view",
        hidden: &["ui"],
        words: &[],
        why: "a view is shapes made from a moment, whoever shows them",
    },
    Wall {
        part: "export",
        hidden: &["ui"],
        words: &[],
        why: "an export is the same from the page and from a shell",
    },
    Wall {
        part: "ui",
        hidden: &[],
        words: &[],
        why: "the page may name everything",
    },
];

/// Every wall that `files` (paths under `src` and their text) break, a line each.
pub fn broken(files: &[(String, String)]) -> Vec<String> {
    let protocols = protocols(files);
    let mut broken = Vec::new();
    for (path, text) in files {
        let module = module_of(path);
        let Some(part) = module.first() else {
            continue;
        };
        let names = names_in(text);
        let mut complain = |what: &str, why: &str| {
            broken.push(format!("src/{path} names {what}: {why}"));
        };
        let resolved = names.paths.iter().filter_map(|path| within(&module, path));
        let resolved: Vec<_> = resolved.collect();
        for wall in WALLS.iter().filter(|wall| wall.part == part) {
            for name in resolved.iter().filter_map(|path| path.first()) {
                if wall.hidden.contains(&name.as_str()) {
                    complain(&format!("crate::{name}"), wall.why);
                }
            }
            for word in wall.words {
                if names.words.iter().any(|used| used == word) {
                    complain(word, wall.why);
                }
            }
        }
        if part == "sim" {
            for path in &resolved {
                if let [first, name, ..] = path.as_slice()
                    && first == "protocol"
                    && protocols.contains(name)
                {
                    complain(
                        &format!("crate::protocol::{name}"),
                        "the world runs any protocol and knows none",
                    );
                }
            }
        }
        if !FRONT.contains(&part.as_str()) {
            for path in &names.paths {
                let name = &path[0];
                if BROWSER.contains(&name.as_str()) {
                    complain(name, "only ui and the programs know the browser");
                }
            }
        }
        let known = WALLS.iter().any(|wall| wall.part == part);
        if !known && path.contains('/') && !path.starts_with("bin/") {
            complain("itself a new part", "give it a place in tests/walls");
        }
        if part == "view" && changes_a_world(&names) {
            complain("a world to change", "a view never changes a world");
        }
    }
    broken.sort();
    broken.dedup();
    broken
}

/// The children of `protocol` that are protocols: those that implement the trait.
fn protocols(files: &[(String, String)]) -> Vec<String> {
    let implements = |text: &str| {
        let words = names_in(text).words;
        words.windows(2).any(|pair| pair == ["Protocol", "for"])
    };
    let children = files.iter().filter_map(|(path, text)| {
        let module = module_of(path);
        match module.as_slice() {
            [top, child, ..] if top == "protocol" && implements(text) => Some(child.clone()),
            _ => None,
        }
    });
    children.collect()
}

/// `&mut` before what holds a world.
fn changes_a_world(names: &Names) -> bool {
    let mut changed = names.words.split(|word| word == "mut").skip(1);
    changed.any(|after| {
        let name = after.iter().find(|word| *word != "dyn");
        name.is_some_and(|name| ["World", "Player", "Run"].contains(&name.as_str()))
    })
}

/// `sim/world.rs` → `["sim", "world"]`; `sim/mod.rs` → `["sim"]`; `bin/worker.rs` → `["worker"]`.
fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let path = path.strip_prefix("bin/").unwrap_or(path);
    let segments = path.split('/').filter(|segment| *segment != "lib");
    segments.map(str::to_owned).collect()
}

/// A path as seen from the crate's root, if it leads to this crate.
fn within(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" | "quorate" => Some(rest.to_vec()),
        "super" => {
            let ups = path
                .iter()
                .take_while(|segment| *segment == "super")
                .count();
            // Further up than the root is only possible inside an inline module.
            let base = &module[..module.len().saturating_sub(ups)];
            Some([base, &path[ups..]].concat())
        }
        _ => None,
    }
}
