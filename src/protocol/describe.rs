//! The side of a protocol that faces people: what a node, a message, the whole cluster look like
//! right now, in data that any page can draw. The page has no branch per protocol because all it
//! needs is here.

pub use super::cluster::{Carried, Cluster, Flight, NodeView, Outlook};
use super::ids::{Micros, NodeId};
use super::op::{Order, Response};
use super::params::{ParamSpec, Params};
use super::progress::Progress;
use super::say::Say;
pub use super::tally::{Seats, Tally};
use super::{Body, Protocol};
use crate::say;

/// What a colour means. The page gives each a colour and a second sign (shape, text, pattern).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Tone {
    Plain,
    Accent,
    Yes,
    No,
    Wait,
    Dead,
    Client,
}

/// Whether a node can act at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Condition {
    Up,
    Paused,
    Down,
}

/// One line of an inspector: a name and a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    pub name: Say,
    pub value: Say,
}

/// A node as the stage and the inspector show it.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeFace {
    pub role: Say,
    pub tone: Tone,
    /// A few words under the node; `None` for nothing worth saying.
    pub caption: Option<Say>,
    /// Worn as arcs by a node that is collecting votes.
    pub tally: Option<Tally>,
    pub fields: Vec<Field>,
}

/// A message as the stage and the inspector show it.
#[derive(Clone, PartialEq, Debug)]
pub struct MessageFace {
    pub label: Say,
    pub tone: Tone,
    pub fields: Vec<Field>,
    /// Sent again and again while nothing happens: may be hidden or folded.
    pub background: bool,
}

/// The kind of a verdict, for its colour, its icon and for tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum VerdictKind {
    Idle,
    Working,
    Committed,
    Blocked,
    Broken,
}

/// One plain sentence on what is happening, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    pub kind: VerdictKind,
    pub head: Say,
    pub body: Say,
    pub more: Option<Say>,
}

/// What is going on in the cluster as a whole.
#[derive(Clone, PartialEq, Debug)]
pub struct Scene {
    /// How far what is under way has come in the chart of [`Spec::phases`].
    pub progress: Progress,
    pub verdict: Verdict,
    /// The quorum being collected (or the last one collected), for the hemicycle.
    pub tally: Option<Tally>,
    /// Who collects it: drawn as coordinator in the chart layout.
    pub coordinator: Option<NodeId>,
}

impl Scene {
    /// There is nobody to tell of.
    pub fn all_down() -> Scene {
        Scene {
            progress: Progress::NONE,
            verdict: Verdict {
                kind: VerdictKind::Blocked,
                head: say!("verdict.blocked"),
                body: say!("verdict.all_down"),
                more: None,
            },
            tally: None,
            coordinator: None,
        }
    }

    /// What all protocols have in common at rest. The chart stands at its end from the commit on, until
    /// something new is asked for; and that says so, however long it takes to get anywhere.
    pub fn settle<P: Protocol>(&mut self, cluster: &Cluster<'_, P>) {
        let rests = matches!(
            self.verdict.kind,
            VerdictKind::Committed | VerdictKind::Idle
        );
        match cluster.waiting.first() {
            Some((_, oldest)) if rests && !cluster.answers() => {
                let mut waiting = cluster.waiting.iter();
                let comes = waiting.find(|(id, _)| cluster.is_asking(id.client));
                let what = comes.map_or(oldest, |(_, what)| what);
                let (head, body) = match comes {
                    Some(_) => (
                        say!("verdict.asked"),
                        say!("verdict.asked.body", what = *what),
                    ),
                    None => (
                        say!("verdict.waiting"),
                        say!("verdict.waiting.body", what = *what),
                    ),
                };
                self.verdict = Verdict {
                    kind: VerdictKind::Working,
                    head,
                    body,
                    more: self.verdict.more.take(),
                };
            }
            None if self.verdict.kind == VerdictKind::Committed
                && self.progress == Progress::NONE =>
            {
                self.progress = Progress::END;
            }
            _ => {}
        }
    }
}

/// One box of a phase chart.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Phase {
    /// Key of its name.
    pub name: &'static str,
    /// Key of a sentence on what happens there.
    pub hint: &'static str,
}

/// One rule that can be broken on purpose.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rule {
    /// Its name in scenario files.
    pub id: &'static str,
    /// Key of its label; `hint` says which promise it breaks and where the documents have it.
    pub name: &'static str,
    pub hint: &'static str,
    /// Names of the promises that it can break.
    pub breaks: &'static [&'static str],
}

/// How a promise speaks about a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum PromiseKind {
    Always,
    Eventually,
    Sometimes,
}

/// A named promise of a protocol.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Promise {
    pub id: &'static str,
    pub kind: PromiseKind,
    /// Key of its name.
    pub name: &'static str,
    /// Key of a sentence that explains it.
    pub hint: &'static str,
}

/// Two kinds of quorum that are to share a node.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Meeting {
    /// Key of the first kind's name, and how many nodes such a quorum has.
    pub one: (&'static str, u8),
    pub other: (&'static str, u8),
    /// Out of how many.
    pub of: u8,
    /// Whether any two of them share a node.
    pub meet: bool,
}

/// What a protocol is, for menus, forms and essays. Everything named here is a text key.
#[derive(Clone, PartialEq, Debug)]
pub struct Spec {
    /// Its name in scenario files.
    pub id: &'static str,
    pub name: &'static str,
    pub essay: &'static str,
    /// What the simulation leaves out.
    pub simplified: &'static [&'static str],
    pub params: Vec<ParamSpec>,
    /// The rules that can be broken with these parameters.
    pub rules: Vec<Rule>,
    /// The phase chart with these parameters.
    pub phases: Vec<Phase>,
    pub promises: Vec<Promise>,
    /// Whether clients can read, too.
    pub reads: bool,
    /// Whether clients can compare and set.
    pub swaps: bool,
    /// Whether clients can append.
    pub appends: bool,
    /// Which kinds of quorum are to share a node, and whether with these parameters they do.
    pub meetings: Vec<Meeting>,
    /// How long after the last fault every request should be answered.
    pub answer_within: Micros,
}

impl Spec {
    /// Lets go of what is kept for parameters not on show: it could refuse a change where nobody sees
    /// why.
    pub fn forget_hidden(&self, params: &mut Params) {
        for hidden in self.params.iter().filter(|param| param.hidden) {
            params.remove(hidden.id);
        }
    }
}

/// The side of a protocol that faces people.
pub trait Describe: Protocol {
    /// With what parameters, rules and charts this very instance runs.
    fn spec(&self) -> Spec;
    fn node(&self, node: NodeId, cluster: &Cluster<'_, Self>) -> NodeFace;
    /// All nodes, in order.
    fn nodes(&self, cluster: &Cluster<'_, Self>) -> Vec<NodeFace> {
        (0..self.size())
            .map(|node| self.node(NodeId(node), cluster))
            .collect()
    }
    /// Whether the node that collects votes leads the others. Else it only asks, as any may.
    fn is_led(&self) -> bool {
        true
    }
    /// What an administrator can sensibly tell this node now.
    fn orders(&self, _node: NodeId, _cluster: &Cluster<'_, Self>) -> Vec<Order> {
        Vec::new()
    }
    /// The colour of a message between nodes, and whether it is background. Asked for each
    /// message and frame, so it must be quick.
    fn tone(&self, message: &Self::Message) -> (Tone, bool);
    /// The label of a message between nodes, and its contents for the inspector.
    fn label(&self, message: &Self::Message) -> (Say, Vec<Field>);
    fn timer(&self, timer: Self::Timer) -> Say;
    fn scene(&self, cluster: &Cluster<'_, Self>) -> Scene;

    /// Any message as the stage and the inspector show it.
    fn message(&self, body: &Body<Self>) -> MessageFace {
        let (tone, background) = self.message_tone(body);
        let number = |n: u32| Field {
            name: say!("field.request"),
            value: say!("plain.number", n = n),
        };
        let (label, fields) = match body {
            Body::Between(message) => self.label(message),
            Body::Request { id, command } => {
                let label = say!("message.request", what = *command);
                (label, vec![number(id.number)])
            }
            Body::Response { id, response } => (response_label(*response), vec![number(id.number)]),
        };
        MessageFace {
            label,
            tone,
            fields,
            background,
        }
    }

    /// The colour of any message, and whether it is background.
    fn message_tone(&self, body: &Body<Self>) -> (Tone, bool) {
        match body {
            Body::Between(message) => self.tone(message),
            Body::Request { .. } => (Tone::Client, false),
            Body::Response {
                response: Response::Done { .. } | Response::Swapped { worked: true },
                ..
            } => (Tone::Yes, false),
            Body::Response {
                response: Response::Failed | Response::Unsure | Response::Swapped { .. },
                ..
            } => (Tone::No, false),
            Body::Response { .. } => (Tone::Wait, false),
        }
    }
}

/// What a client is told, in a word.
fn response_label(response: Response) -> Say {
    match response {
        Response::Done { value: None } => say!("message.done"),
        Response::Done { value: Some(value) } => say!("message.value", value = value),
        Response::Redirect(node) => say!("message.redirect", who = node),
        Response::Busy => say!("message.busy"),
        Response::Swapped { worked: true } => say!("message.swapped"),
        Response::Swapped { worked: false } => say!("message.not_swapped"),
        Response::Failed => say!("message.failed"),
        Response::Unsure => say!("message.unsure"),
    }
}
