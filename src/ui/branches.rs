//! The sheet of branches: what each is, and to show, compare, name or delete it. Only the whole program
//! has it.

use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::button::{button, wants};
use super::el::{class, each, el};
use super::help::Dialog;
use super::hunt::words::grouped;
use super::model::{Intent, LaneIntent};
use crate::run::player::{BranchId, Kept, Lane, Player};
use crate::say;
use crate::scenario::tree::NAME_MAX;
use crate::text::{Lang, headline, render, t};

/// What an open sheet remembers.
#[derive(Default)]
pub struct BranchSheet {
    /// The one whose name is being changed.
    pub renaming: Option<BranchId>,
    /// One was deleted, and can be brought back.
    pub deleted: bool,
}

pub struct BranchesProps<'a> {
    pub lang: Lang,
    /// `None` when it is closed.
    pub sheet: Option<&'a BranchSheet>,
    pub player: &'a dyn Player,
    pub on_intent: &'a Callback<Intent>,
}

pub fn branches(props: &BranchesProps<'_>) -> Html {
    let lang = props.lang;
    let close = wants(props.on_intent, Intent::Lanes(LaneIntent::Close));
    let body = |sheet: &BranchSheet| {
        let lanes = props.player.lanes();
        let rows = Rows {
            lang,
            lanes: &lanes,
            shown: props.player.lane(),
            renaming: sheet.renaming,
            on_intent: props.on_intent,
        };
        el!(=>
            el!(p => t(lang, "branches.about")),
            el!(ul "class"="branch-list" => each(in_order(&lanes).map(|(depth, lane)| row(&rows, depth, lane)))),
            sheet.deleted.then(|| el!(p "class"="branch-deleted" "role"="status" =>
                el!(span => t(lang, "branches.deleted")),
                button("branch-back", t(lang, "branches.bring_back"), wants(props.on_intent, Intent::Lanes(LaneIntent::BringBack))).class("small"),
            ).html()),
            el!(p "class"="branch-kept" "data-testid"="branches-kept" => kept(props.player.kept(), lang)),
        )
        .html()
    };
    let open = props.sheet.is_some();
    let body = props.sheet.map(body);
    html! { <Dialog id="branches-sheet" {open} {lang} title={t(lang, "branches.title")} on_close={close}>{ body }</Dialog> }
}

/// What the rows have in common.
struct Rows<'a> {
    lang: Lang,
    lanes: &'a [Lane],
    shown: BranchId,
    renaming: Option<BranchId>,
    on_intent: &'a Callback<Intent>,
}

/// Each under the one that it left, and how deep it stands.
fn in_order(lanes: &[Lane]) -> impl Iterator<Item = (usize, &Lane)> {
    let mut ordered: Vec<(usize, &Lane)> = Vec::new();
    for lane in lanes {
        let parent = lane.parent.map(|(parent, _)| parent);
        let above = ordered
            .iter()
            .position(|(_, other)| Some(other.id) == parent);
        let Some(above) = above else {
            ordered.push((0, lane));
            continue;
        };
        let depth = ordered[above].0 + 1;
        // Behind everything that hangs from the same one.
        let below = ordered[above + 1..].iter();
        let family = below.take_while(|(deep, _)| *deep >= depth).count();
        ordered.insert(above + 1 + family, (depth, lane));
    }
    ordered.into_iter()
}

pub fn name_of(lane: &Lane, lang: Lang) -> String {
    match &lane.name {
        Some(name) => headline(name, lang),
        None => t(lang, "transport.main_lane").to_owned(),
    }
}

fn row(rows: &Rows<'_>, depth: usize, lane: &Lane) -> Html {
    let (lang, id) = (rows.lang, lane.id);
    let here = id == rows.shown;
    let send = |intent: LaneIntent| wants(rows.on_intent, Intent::Lanes(intent));
    let (name, number) = (name_of(lane, lang), id.0);
    let mut facts = Vec::new();
    if let Some((_, parted)) = lane.parent {
        facts.push(render(&say!("branches.parted", at = parted.at), lang));
    }
    facts.push(render(&say!("branches.until", at = lane.end.at), lang));
    let left = rows
        .lanes
        .iter()
        .any(|other| other.parent.is_some_and(|(parent, _)| parent == id));
    let reason = match lane.parent {
        None => Some("branches.first_stays"),
        Some(_) if left => Some("branches.others_left"),
        Some(_) => None,
    };
    let head = if rows.renaming == Some(id) {
        naming(rows, lane)
    } else {
        el!(div "class"="branch-name" =>
            el!(b => name.clone()),
            here.then(|| el!(span "class"="branch-here" => t(lang, "branches.here"))),
        )
        .html()
    };
    el!(li "class"={class!("branch", here.then_some("here"))} "data-depth"={depth.min(8).to_string()}
        "data-testid"={format!("branch-{number}")}, key=number =>
        head,
        el!(div "class"="branch-facts" => facts.join(" · ")),
        el!(div "class"="branch-tools" "role"="group" "aria-label"={name} =>
            button("branch-go", t(lang, "branches.go"), wants(rows.on_intent, Intent::Lane(id))).class("small").disabled(here),
            button("branch-compare", t(lang, "branches.compare"), send(LaneIntent::Compare(id))).class("small").disabled(here),
            button("branch-rename", t(lang, "branches.rename"), send(LaneIntent::Naming(Some(id)))).class("small"),
            button("branch-delete", t(lang, "branches.delete"), send(LaneIntent::Remove(id)))
                .class("small")
                .hint(t(lang, reason.unwrap_or("branches.delete")))
                .disabled(reason.is_some()),
        ),
    )
    .html()
}

/// The field for a name. With nothing in it the branch gets back the name that it has by itself.
fn naming(rows: &Rows<'_>, lane: &Lane) -> Html {
    let (lang, id) = (rows.lang, lane.id);
    let keep = rows.on_intent.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let form: Option<web_sys::Element> = event.target().and_then(|it| it.dyn_into().ok());
        let field = form.and_then(|form| form.query_selector("input").ok().flatten());
        let field: Option<web_sys::HtmlInputElement> = field.and_then(|it| it.dyn_into().ok());
        if let Some(field) = field {
            keep.emit(Intent::Lanes(LaneIntent::Rename(id, field.value())));
        }
    });
    // The field is there for this alone.
    let field = Callback::from(|event: FocusEvent| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        input.select();
    });
    el!(form "class"="branch-naming", onsubmit=onsubmit =>
        el!(input "type"="text" "autofocus"={true} "maxlength"={NAME_MAX.to_string()}
            "aria-label"={t(lang, "branches.name")} "data-testid"="branch-field",
            onfocus=field, value=name_of(lane, lang)),
        el!(button "type"="submit" "class"="small primary" "data-testid"="branch-keep" => t(lang, "branches.keep_name")),
    )
    .html()
}

fn kept(kept: Kept, lang: Lang) -> String {
    let size = (kept.bytes / 1_000_000).max(1) as u32;
    let count = |events: usize| grouped(events as u64);
    let say = say!(
        "branches.kept",
        events = &*count(kept.events),
        most = &*count(kept.most),
        size = size
    );
    let mut words = render(&say, lang);
    if kept.gone > 0 {
        words.push(' ');
        words += &render(&say!("branches.gone", gone = &*grouped(kept.gone)), lang);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::Micros;
    use crate::run::player::Moment;

    #[test]
    fn each_branch_stands_under_the_one_that_it_left() {
        let moment = Moment {
            step: 3,
            at: Micros(5),
        };
        let lane = |id, parent: Option<u32>| Lane {
            id: BranchId(id),
            parent: parent.map(|parent| (BranchId(parent), moment)),
            name: None,
            end: moment,
        };
        let lanes = [
            lane(0, None),
            lane(1, Some(0)),
            lane(2, Some(0)),
            lane(3, Some(1)),
            lane(4, Some(3)),
            lane(5, Some(0)),
        ];
        let order: Vec<_> = in_order(&lanes)
            .map(|(deep, lane)| (deep, lane.id.0))
            .collect();
        assert_eq!(order, [(0, 0), (1, 1), (2, 3), (3, 4), (1, 2), (1, 5)]);
    }
}
