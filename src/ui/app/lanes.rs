//! Branches: named, compared, deleted and brought back. Only the whole program has it.

use super::App;
use super::beside::Beside;
use crate::protocol::ids::{ClientId, NodeSet};
use crate::run::player::{BranchId, Moment, Stage};
use crate::say;
use crate::text::{render, t};
use crate::ui::branches::{BranchSheet, name_of};
use crate::ui::model::{LaneIntent, Side};
use crate::ui::toast::ToastKind;

/// Another branch beside the one shown.
#[derive(Clone, PartialEq)]
pub struct Parted {
    pub lane: BranchId,
    /// Where the two part.
    pub moment: Moment,
}

impl App {
    pub(super) fn do_with_lanes(&mut self, intent: LaneIntent) {
        match intent {
            LaneIntent::Close => self.whole.branches = None,
            LaneIntent::Naming(lane) => self.on_sheet(|sheet| sheet.renaming = lane),
            LaneIntent::Rename(lane, words) => {
                self.on_sheet(|sheet| sheet.renaming = None);
                let named = self.player.borrow_mut().call_lane(lane, &words);
                if let Err(why) = named {
                    self.toasts.add(ToastKind::Refused, why, None);
                }
            }
            LaneIntent::Remove(lane) => {
                let removed = self.player.borrow_mut().remove_lane(lane);
                match removed {
                    Ok(()) => {
                        self.on_sheet(|sheet| sheet.deleted = true);
                        self.end_comparing_lanes();
                    }
                    Err(why) => self.toasts.add(ToastKind::Refused, why, None),
                }
            }
            LaneIntent::BringBack => {
                self.on_sheet(|sheet| sheet.deleted = false);
                if self.player.borrow_mut().bring_back_lane() {
                    self.end_comparing_lanes();
                } else {
                    self.toasts
                        .add(ToastKind::Refused, say!("branches.not_back"), None);
                }
            }
            LaneIntent::Compare(lane) => self.compare_lane(lane),
        }
    }

    fn on_sheet(&mut self, change: impl FnOnce(&mut BranchSheet)) {
        if let Some(sheet) = &mut self.whole.branches {
            change(sheet);
        }
    }

    /// Branches are known by their places, and those have changed.
    fn end_comparing_lanes(&mut self) {
        if self
            .beside
            .as_ref()
            .is_some_and(|beside| beside.parted.is_some())
        {
            self.compare(false);
        }
    }

    /// Puts another branch beside the one shown, at the same time.
    fn compare_lane(&mut self, lane: BranchId) {
        let (tree, shown) = {
            let player = self.player.borrow();
            (player.tree(), player.lane())
        };
        if lane == shown || lane.0 as usize >= tree.branches.len() {
            return;
        }
        let moment = parting(&self.player.borrow().lanes(), lane, shown);
        match Beside::open(tree.scenario(lane.0 as usize)) {
            Ok(mut beside) => {
                beside.parted = Some(Parted { lane, moment });
                let scope = self.scope.clone();
                beside
                    .stage
                    .on_stale(scope.callback(|()| super::Msg::Stale));
                self.side = Side::First;
                self.beside = Some(beside);
                self.whole.branches = None;
                self.follow();
            }
            Err(why) => self.toasts.add(ToastKind::Refused, why, None),
        }
    }

    /// The name of a side, when branches are compared.
    pub(super) fn lane_name(&self, side: Side) -> Option<String> {
        let parted = self.beside.as_ref()?.parted.as_ref()?;
        let lane = match side {
            Side::First => self.shown.lane,
            Side::Second => parted.lane,
        };
        let found = self.shown.lanes.iter().find(|other| other.id == lane);
        found.map(|lane| name_of(lane, self.lang))
    }

    /// Where two branches part, and in what they differ now.
    pub(super) fn parting_words(&self) -> Option<String> {
        let beside = self.beside.as_ref()?;
        let parted = beside.parted.as_ref()?;
        let lang = self.lang;
        let mut words = render(&say!("branches.parted_words", at = parted.moment.at), lang);
        words.push(' ');
        let (nodes, clients) = differing(&self.shown.stage, &beside.shown.stage);
        let mut what = Vec::new();
        if !nodes.is_empty() {
            what.push(render(&say!("branches.nodes", nodes = nodes), lang));
        }
        for client in clients {
            what.push(render(&say!("peer.client", who = client), lang));
        }
        words += &if what.is_empty() {
            t(lang, "branches.same_now").to_owned()
        } else {
            render(
                &say!("branches.differ", what = what.join(", ").as_str()),
                lang,
            )
        };
        Some(words)
    }

    /// The nodes that are marked on both stages, since they are not the same.
    pub(super) fn mark_differing(&self) {
        let Some(beside) = &self.beside else {
            self.stage.mark(NodeSet::EMPTY);
            return;
        };
        let nodes = match beside.parted {
            Some(_) => differing(&self.shown.stage, &beside.shown.stage).0,
            None => NodeSet::EMPTY,
        };
        self.stage.mark(nodes);
        beside.stage.mark(nodes);
    }
}

/// What is not the same on two stages: nodes by condition and what they show, clients by what they
/// wait for and have seen.
fn differing(first: &Stage, second: &Stage) -> (NodeSet, Vec<ClientId>) {
    let pairs = first.nodes.iter().zip(&second.nodes);
    let nodes = pairs.filter(|(a, b)| a.condition != b.condition || a.face != b.face);
    let nodes = nodes.map(|(node, _)| node.id).collect();
    let pairs = first.clients.iter().zip(&second.clients);
    let clients = pairs.filter(|(a, b)| a.waiting != b.waiting || a.seen != b.seen);
    (nodes, clients.map(|(client, _)| client.id).collect())
}

/// The last moment that two branches have in common.
fn parting(lanes: &[crate::run::player::Lane], a: BranchId, b: BranchId) -> Moment {
    // Each branch up to the first, with the moment at which the one before it left.
    let way = |mut lane: BranchId| {
        let mut way = vec![(lane, None::<Moment>)];
        while let Some((parent, left)) = lanes.get(lane.0 as usize).and_then(|lane| lane.parent) {
            way.push((parent, Some(left)));
            lane = parent;
        }
        way
    };
    let (of_a, of_b) = (way(a), way(b));
    let common = of_a.iter().find_map(|(lane, left)| {
        let (_, other) = of_b.iter().find(|(other, _)| other == lane)?;
        Some(match (left, other) {
            (Some(one), Some(other)) => Some(if one.step < other.step { *one } else { *other }),
            (one, other) => one.or(*other),
        })
    });
    common.flatten().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::Micros;
    use crate::run::player::Lane;

    #[test]
    fn branches_part_where_the_first_of_them_left() {
        let moment = |step| Moment {
            step,
            at: Micros(step * 10),
        };
        let lane = |id, parent: Option<(u32, u64)>| Lane {
            id: BranchId(id),
            parent: parent.map(|(parent, step)| (BranchId(parent), moment(step))),
            name: None,
            end: moment(99),
        };
        // 1 leaves 0 at 20, 2 leaves 0 at 30, 3 leaves 1 at 40.
        let lanes = [
            lane(0, None),
            lane(1, Some((0, 20))),
            lane(2, Some((0, 30))),
            lane(3, Some((1, 40))),
        ];
        for (a, b, step) in [
            (0, 1, 20),
            (1, 2, 20),
            (3, 2, 20),
            (3, 1, 40),
            (3, 0, 20),
            (2, 0, 30),
        ] {
            assert_eq!(parting(&lanes, BranchId(a), BranchId(b)), moment(step));
            assert_eq!(parting(&lanes, BranchId(b), BranchId(a)), moment(step));
        }
    }
}
