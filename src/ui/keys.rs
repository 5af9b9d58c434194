//! The keyboard: every command has a key. Pure, so that it is tested without a browser.

use super::model::{Errand, Intent, Layout, Selection};
use super::pace::Speed;
use super::prefs::Theme;
use crate::protocol::describe::Condition;
use crate::protocol::ids::NodeId;
use crate::run::player::Stage;
use crate::say;
use crate::sim::action::Action;
use crate::text::Lang;

/// What a key's meaning depends on.
pub struct Context<'a> {
    pub selection: Selection,
    pub stage: &'a Stage,
    pub splitting: bool,
    pub layout: Layout,
    pub present: bool,
    pub speed: Speed,
    /// The pace slows down by itself.
    pub automatic: bool,
    pub lang: Lang,
    pub theme: Theme,
}

/// The keys and what they do, for the help sheet: (keys, text key).
pub const SHEET: &[(&[&str], &str)] = &[
    (&["Space"], "keys.play"),
    (&["←", "→"], "keys.step"),
    (&["Home", "End"], "keys.ends"),
    (&["[", "]"], "keys.speed"),
    (&["A"], "keys.pace"),
    (&["Z", "⇧ Z"], "keys.undo"),
    (&["1", "…", "9"], "keys.select"),
    (&["K"], "keys.kill"),
    (&["P"], "keys.pause"),
    (&["I"], "keys.isolate"),
    (&["S"], "keys.split"),
    (&["N", "⇧ N"], "keys.link"),
    (&["X"], "keys.cut"),
    (&["M", "⇧ M"], "keys.message"),
    (&["H"], "keys.heal"),
    (&["R"], "keys.request"),
    (&["G"], "keys.layout"),
    (&["C"], "keys.compare"),
    (&["D"], "keys.diagram"),
    (&["E"], "keys.files"),
    (&["V"], "keys.branches"),
    (&["Q"], "header.share"),
    (&["F"], "header.present"),
    (&["B"], "tools.hunt"),
    (&["L"], "keys.language"),
    (&["T"], "keys.theme"),
    (&["PgUp", "PgDn"], "keys.clicker"),
    (&["?"], "keys.help"),
    (&["Esc"], "keys.escape"),
];

/// What a key means now.
pub fn intent(key: &str, shift: bool, now: &Context<'_>) -> Option<Intent> {
    let lower = key.to_ascii_lowercase();
    Some(match lower.as_str() {
        " " => Intent::TogglePlay,
        "arrowright" | "pagedown" => Intent::StepOn,
        "arrowleft" | "pageup" => Intent::StepBack,
        "home" => Intent::GoToStart,
        "end" => Intent::GoToEnd,
        "[" => Intent::Speed(now.speed.slower()),
        "]" => Intent::Speed(now.speed.faster()),
        "a" => Intent::AutoPace(!now.automatic),
        "z" if shift => Intent::Redo,
        "z" => Intent::Undo,
        "k" => act(kill(now)),
        "p" => act(pause(now)),
        "i" => act(node(now).map(Action::Isolate)),
        "s" => Intent::Splitting(!now.splitting),
        "enter" if now.splitting => Intent::CutOff,
        "x" if now.splitting => Intent::CutOff,
        "x" => match cut(now) {
            Some(action) => Intent::Act(action),
            None => Intent::Refuse(say!("toast.choose_link")),
        },
        "n" => Intent::NextLink { back: shift },
        "m" => Intent::NextMessage { back: shift },
        "h" => Intent::Act(Action::HealAll),
        "r" => Intent::RequestNext,
        "g" => super::tools::lay_out(now.layout.other()),
        "b" => Intent::Errand(Errand::Hunt),
        "c" => Intent::Errand(Errand::Compare),
        "v" => Intent::Errand(Errand::Branches),
        "d" => Intent::Errand(Errand::Diagram),
        "e" => Intent::Errand(Errand::Files),
        "f" => Intent::Present(!now.present),
        "q" => Intent::Errand(Errand::Share),
        "l" => Intent::Language(now.lang.other()),
        "t" => Intent::Theme(now.theme.next()),
        "?" => Intent::Errand(Errand::Help),
        "escape" => escape(now)?,
        _ => return digit(&lower, now),
    })
}

/// An action on the chosen node, or a word on what is missing.
fn act(action: Option<Action>) -> Intent {
    match action {
        Some(action) => Intent::Act(action),
        None => Intent::Refuse(say!("toast.choose_node")),
    }
}

fn digit(key: &str, now: &Context<'_>) -> Option<Intent> {
    let label: u8 = key.parse().ok().filter(|label| (1..=9).contains(label))?;
    let id = NodeId(label - 1);
    if id.index() >= now.stage.nodes.len() {
        return None;
    }
    let selection = match now.selection {
        Selection::Nodes(nodes) if now.splitting && nodes.contains(id) => {
            Selection::Nodes(nodes.without(id))
        }
        _ if now.splitting => Selection::Nodes(super::tools::chosen(now.selection).with(id)),
        _ => Selection::Node(id),
    };
    Some(Intent::Select(selection))
}

fn node(now: &Context<'_>) -> Option<NodeId> {
    match now.selection {
        Selection::Node(node) => Some(node),
        _ => None,
    }
}

fn condition(now: &Context<'_>, node: NodeId) -> Option<Condition> {
    Some(now.stage.nodes.get(node.index())?.condition)
}

fn kill(now: &Context<'_>) -> Option<Action> {
    let node = node(now)?;
    Some(match condition(now, node)? {
        Condition::Down => Action::Restart(node),
        Condition::Up | Condition::Paused => Action::Kill(node),
    })
}

fn pause(now: &Context<'_>) -> Option<Action> {
    let node = node(now)?;
    Some(match condition(now, node)? {
        Condition::Paused => Action::Resume(node),
        Condition::Up | Condition::Down => Action::Pause(node),
    })
}

fn cut(now: &Context<'_>) -> Option<Action> {
    let Selection::Link(from, to) = now.selection else {
        return None;
    };
    let is_cut = |a, b| {
        let faults = now.stage.faults.iter();
        faults
            .clone()
            .any(|fault| fault.from == a && fault.to == b && fault.cut)
    };
    let both = true;
    Some(if is_cut(from, to) && is_cut(to, from) {
        Action::Mend { from, to, both }
    } else {
        Action::Cut { from, to, both }
    })
}

/// Out of whatever one is deepest in.
fn escape(now: &Context<'_>) -> Option<Intent> {
    if now.splitting {
        Some(Intent::Splitting(false))
    } else if now.selection != Selection::Nothing {
        Some(Intent::Select(Selection::Nothing))
    } else if now.present {
        Some(Intent::Present(false))
    } else {
        None
    }
}
