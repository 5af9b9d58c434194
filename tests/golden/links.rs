//! Links as they were shared, of every form. They must open for ever: a line that is here stays as
//! it is, and the run of each branch has the hash that it had. Native and browser tests hold the
//! same table.

use quorate::protocol::say::Arg;
use quorate::run::{EVENTS_AT_ONCE, open_tree};
use quorate::scenario::link;
use quorate::scenario::tree::Tree;

/// What was shared of each form: a name, the link, and then for each branch how far it goes, as
/// `microseconds:hash`.
pub const FORMS: [&str; 4] = [
    include_str!("links/form-1.txt"),
    include_str!("links/form-2.txt"),
    include_str!("links/form-3.txt"),
    include_str!("links/form-4.txt"),
];

/// Links that are broken on purpose, and what is said to each.
pub const BROKEN: &str = include_str!("links/broken.txt");

/// How far each branch goes, and its hash there. Links of the older forms name no end.
pub fn ends(tree: &Tree) -> Vec<String> {
    const LONG_ENOUGH: u64 = 12_000_000;
    let mut tree = tree.clone();
    for branch in &mut tree.branches {
        if branch.end.step == 0 {
            branch.end.at.0 = LONG_ENOUGH;
        }
    }
    let grown = open_tree(&tree, EVENTS_AT_ONCE).expect("a sound tree");
    assert!(!grown.cut_short);
    let mut player = grown.player;
    let lanes = player.lanes().into_iter().map(|lane| {
        player.switch_lane(lane.id);
        player.go_to_time(lane.end.at);
        format!("{}:{:016x}", lane.end.at.0, player.hash())
    });
    lanes.collect()
}

/// What becomes of a link: `opens`, or the key of what is said and the field that it names.
pub fn answer(link: &str) -> String {
    let opened = link::decode_tree(link).and_then(|tree| open_tree(&tree, 2_000));
    let Err(why) = opened.map(|_| ()) else {
        return "opens".to_owned();
    };
    let named = why.args.iter().find_map(|(name, arg)| match arg {
        Arg::Word(word) if *name == "field" && word.starts_with('/') => Some(word),
        _ => None,
    });
    named.map_or(why.key.to_owned(), |field| format!("{}:{field}", why.key))
}

/// Holds every line against what comes of it now.
pub fn hold_all() {
    for line in FORMS.iter().flat_map(|form| form.lines()) {
        let mut parts = line.split(' ');
        let (Some(name), Some(link)) = (parts.next(), parts.next()) else {
            panic!("not a line: {line}");
        };
        let tree = link::decode_tree(link).unwrap_or_else(|why| panic!("{name}: {why:?}"));
        assert_eq!(ends(&tree), parts.collect::<Vec<_>>(), "{name}");
    }
    for line in BROKEN.lines() {
        let (link, said) = line.split_once(' ').unwrap_or((line, ""));
        assert_eq!(answer(link), said, "{link}");
    }
}
