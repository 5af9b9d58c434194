//! The stage itself: an SVG picture of the cluster and a canvas for the messages above it.

use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use super::action_bar::ActionBar;
#[cfg(feature = "every-protocol")]
use super::chart_parts::{ChartPartsProps, chart_back, is_decided};
use super::client::{ClientShapeProps, client_shape};
use super::gesture::Drag;
use super::handle::StageHandle;
use super::hands::Hands;
use super::islands::{IslandsProps, island_names, islands};
use super::links::{LinksProps, clickable_links, draw_links, drawn_links};
use super::look::{Pointed, client_name, client_words, node_looks};
use super::measure::use_size;
use super::node::{NodeShapeProps, node_shape, words_boxes};
use super::palette::Palette;
use super::surface::Surface;
use super::timeline::type_scale;
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::run::player::Stage;
use crate::say;
use crate::text::{Lang, render};
use crate::ui::el::{class, each, el};
use crate::ui::model::{Intent, Layout, Selection};
use crate::ui::still::keyed;
use crate::view::bar;
use crate::view::frame::Frame;
use crate::view::geometry::Rect;
use crate::view::plan::{Arrangement, Plan};

#[derive(Clone, PartialEq, Properties)]
pub struct StageViewProps {
    pub handle: StageHandle,
    pub stage: Rc<Stage>,
    pub lang: Lang,
    pub selection: Selection,
    pub layout: Layout,
    /// Nodes are being chosen for a split.
    #[prop_or_default]
    pub splitting: bool,
    #[prop_or_default]
    pub reduced_motion: bool,
    pub on_intent: Callback<Intent>,
}

#[component]
pub fn StageView(props: &StageViewProps) -> Html {
    let (wrapper, canvas) = (use_node_ref(), use_node_ref());
    let (line, victims) = (use_node_ref(), use_node_ref());
    let size = use_size(wrapper.clone());
    let tab_stop = use_state(|| Peer::Node(NodeId(0)));
    let drag = use_mut_ref(Drag::default);

    let stage = &props.stage;
    let arrangement = match props.layout {
        Layout::Ring => Arrangement::Ring,
        Layout::Chart => Arrangement::Chart {
            coordinator: stage.scene.coordinator,
        },
    };
    let shape = (size, arrangement, stage.nodes.len(), stage.clients.len());
    let plan = use_memo(shape, |&(size, arrangement, nodes, clients)| {
        let (width, height) = size.unwrap_or((760.0, 480.0));
        let frame = Frame::of_pixels(width, height).with_type(type_scale());
        Plan::new(frame, arrangement, nodes, clients)
    });

    use_effect_with(
        (canvas.clone(), props.handle.clone()),
        |(canvas, handle)| {
            let surface = canvas.cast::<HtmlCanvasElement>().and_then(Surface::new);
            handle.tell(|painter| {
                painter.surface = surface;
                painter.palette = Palette::read();
            });
            let handle = handle.clone();
            move || handle.tell(|painter| painter.surface = None)
        },
    );
    let told = (
        plan.clone(),
        props.lang,
        props.selection,
        props.reduced_motion,
        props.handle.clone(),
    );
    use_effect_with(told, |(plan, lang, selection, calm, handle)| {
        handle.tell(|painter| {
            painter.plan = Some(plan.clone());
            painter.set_lang(*lang);
            painter.calm = *calm;
            painter.selected = match selection {
                Selection::Message(no) => Some(*no),
                _ => None,
            };
        });
    });

    let asked: Rc<Vec<(Peer, Peer)>> = Rc::new(
        stage
            .clients
            .iter()
            .filter_map(|client| Some((client.id.into(), client.waiting?.1.into())))
            .collect(),
    );
    let faults = Rc::new(stage.faults.clone());
    // With a hundred nodes there are five thousand links: not at every event.
    let links = use_memo(
        (plan.clone(), faults.clone(), asked.clone()),
        |(plan, faults, asked)| drawn_links(plan, faults, asked),
    );
    let clickable = use_memo(
        (
            links.clone(),
            faults.clone(),
            props.selection,
            stage.nodes.len(),
        ),
        |(links, faults, selection, nodes)| clickable_links(links, faults, *selection, *nodes),
    );

    let hands = Hands {
        wrapper: wrapper.clone(),
        line: line.clone(),
        victims: victims.clone(),
        plan: plan.clone(),
        links,
        clickable,
        handle: props.handle.clone(),
        selection: props.selection,
        splitting: props.splitting,
        drag,
        on_intent: props.on_intent.clone(),
    };
    // The same callback every time: a new one would render every node anew.
    let focused = {
        let set = tab_stop.setter();
        use_callback((), move |peer, ()| set.set(peer))
    };
    let onkeydown = {
        let (hands, peer) = (hands.clone(), *tab_stop);
        Callback::from(move |event: KeyboardEvent| hands.key(&event, peer))
    };
    let pointer = |act: fn(&Hands, &PointerEvent)| {
        let hands = hands.clone();
        Callback::from(move |event: PointerEvent| act(&hands, &event))
    };
    let onclick = {
        let hands = hands.clone();
        Callback::from(move |event: MouseEvent| hands.press_of_a_reader(&event))
    };

    let tab_stop = if exists(stage, *tab_stop) {
        *tab_stop
    } else {
        Peer::Node(NodeId(0))
    };
    let pointed = Pointed {
        selection: props.selection,
        tab_stop,
    };
    let looks = node_looks(stage, &plan, props.lang, pointed);
    let words: Vec<Rect> = looks.iter().flat_map(words_boxes).collect();
    use_effect_with((words, props.handle.clone()), |(words, handle)| {
        handle.tell(|painter| painter.words.clone_from(words));
    });
    let nodes = looks.into_iter().map(|look| {
        let key = look.id.0;
        keyed(
            key,
            node_shape,
            NodeShapeProps {
                look,
                on_focus: focused.clone(),
            },
        )
    });
    let clients = stage.clients.iter().filter_map(|client| {
        let block = *plan.clients.get(client.id.index())?;
        let title = if stage.clients.len() == 1 {
            say!("stage.the_client")
        } else {
            say!("stage.client", client = client.id)
        };
        Some(keyed(
            client.id.0,
            client_shape,
            ClientShapeProps {
                id: client.id,
                block,
                title: render(&title, props.lang),
                asks: client_words(client, props.lang),
                queued: client.queued,
                selected: props.selection == Selection::Client(client.id),
                tab_stop: tab_stop == Peer::Client(client.id),
                name: client_name(client, props.lang),
                on_focus: focused.clone(),
            },
        ))
    });
    let selected_link = match props.selection {
        Selection::Link(a, b) => Some((a, b)),
        _ => None,
    };
    let bar = selected_node(stage, props.selection).and_then(|node| {
        let place = bar::place(&plan, node.id)?;
        Some(html! { <ActionBar key="bar" node={node.id} condition={node.condition} {place} lang={props.lang} on_intent={props.on_intent.clone()} /> })
    });
    let label = render(
        &say!("stage.label", nodes = stage.nodes.len() as u32),
        props.lang,
    );
    el!(div "class"={class!("stage", props.splitting.then_some("splitting"))}
        "role"="group" "aria-label"={label} "data-testid"="stage" "tabindex"="-1"
        "data-islands"={islands_word(&stage.islands)}
        "data-faults"={stage.faults.len().to_string()}, node=wrapper,
        onpointerdown=pointer(Hands::press),
        onpointermove=pointer(Hands::move_to),
        onpointerup=pointer(Hands::release),
        onpointercancel=pointer(Hands::cancel), onclick=onclick,
        onkeydown=onkeydown =>
        el!(svg "class"="picture" "viewBox"={plan.frame.view_box()}
            "preserveAspectRatio"="xMidYMid meet", key="picture" =>
            el!(defs, key="defs" =>
                el!(pattern "id"="dead-hatch" "width"="6" "height"="6"
                    "patternUnits"="userSpaceOnUse" "patternTransform"="rotate(45)" =>
                    el!(path "class"="hatch-line" "d"="M0 0V6"),
                ),
            ),
            keyed("islands", islands, IslandsProps { plan: plan.clone(), islands: stage.islands.clone(), lang: props.lang }),
            chart_parts(plan.clone(), stage, props.lang),
            keyed("links", draw_links, LinksProps { plan: plan.clone(), faults, islands: stage.islands.clone(), asked, selected: selected_link, lang: props.lang }),
            keyed("names", island_names, IslandsProps { plan: plan.clone(), islands: stage.islands.clone(), lang: props.lang }),
            el!(g, key="clients" => each(clients)),
            el!(g, key="nodes" => each(nodes)),
            el!(path "class"="preview-victims", key="victims", node=victims),
            el!(path "class"="preview-line", key="line", node=line),
        ),
        el!(canvas "class"="messages" "aria-hidden"="true", key="messages",
            node=canvas),
        el!(div "class"="bars", key="bars" => each(bar)),
    ).html()
}

/// What lies under the nodes in the chart. The small program has none.
fn chart_parts(plan: Rc<Plan>, stage: &Stage, lang: Lang) -> Option<Html> {
    #[cfg(not(feature = "every-protocol"))]
    {
        let _ = (plan, stage, lang);
        None
    }
    #[cfg(feature = "every-protocol")]
    Some(keyed(
        "chart",
        chart_back,
        ChartPartsProps {
            plan,
            decided: is_decided(&stage.scene),
            tally: stage.scene.tally.clone(),
            lang,
        },
    ))
}

/// The islands for tests: "1 2 3|4 5".
fn islands_word(islands: &[NodeSet]) -> String {
    let island = |nodes: &NodeSet| {
        let labels: Vec<_> = nodes.iter().map(|node| node.label().to_string()).collect();
        labels.join(" ")
    };
    let words: Vec<String> = islands.iter().map(island).collect();
    words.join("|")
}

fn exists(stage: &Stage, peer: Peer) -> bool {
    match peer {
        Peer::Node(node) => node.index() < stage.nodes.len(),
        Peer::Client(client) => client.index() < stage.clients.len(),
    }
}

fn selected_node(stage: &Stage, selection: Selection) -> Option<&crate::run::player::NodeDetail> {
    match selection {
        Selection::Node(node) => stage.nodes.get(node.index()),
        _ => None,
    }
}
