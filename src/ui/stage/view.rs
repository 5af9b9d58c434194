//! The stage itself: an SVG picture of the cluster, a canvas for the messages above it, and what
//! a pointer or a keyboard does with both.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement, SvgElement};
use yew::prelude::*;

use super::action_bar::ActionBar;
use super::chart_parts::{ChartBack, is_decided};
use super::client::ClientShape;
use super::gesture::{Drag, Outcome, reach};
use super::handle::StageHandle;
use super::islands::Islands;
use super::links::{Links, wrongs};
use super::look::{Pointed, client_name, client_words, node_looks};
use super::measure::use_size;
use super::node::{NodeShape, peer_word};
use super::palette::Palette;
use super::surface::Surface;
use crate::protocol::ids::{NodeId, Peer};
use crate::run::player::Stage;
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, render};
use crate::ui::model::{Intent, Layout, Selection};
use crate::view::cut::Cut;
use crate::view::frame::Frame;
use crate::view::geometry::{Point, at};
use crate::view::hit::{Reach, Target, target};
use crate::view::plan::{Arrangement, Plan};
use crate::view::walk::{self, Way};

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

/// In a denser mesh a click anywhere would hit some link.
const CLICKABLE_MESH_MAX: usize = 12;

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
        Plan::new(Frame::of_pixels(width, height), arrangement, nodes, clients)
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

    let hands = Hands {
        wrapper: wrapper.clone(),
        line: line.clone(),
        victims: victims.clone(),
        plan: plan.clone(),
        links: Rc::new(drawn_links(stage, &plan)),
        clickable: Rc::new(clickable_links(stage, &plan, props.selection)),
        handle: props.handle.clone(),
        selection: props.selection,
        splitting: props.splitting,
        drag,
        on_intent: props.on_intent.clone(),
    };
    let focused = {
        let tab_stop = tab_stop.clone();
        Callback::from(move |peer| tab_stop.set(peer))
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
    let nodes = looks.into_iter().map(|look| {
        let key = look.id.0;
        html! { <NodeShape {key} {look} on_focus={focused.clone()} /> }
    });
    let clients = stage.clients.iter().filter_map(|client| {
        let block = *plan.clients.get(client.id.index())?;
        let title = if stage.clients.len() == 1 {
            say!("stage.the_client")
        } else {
            say!("stage.client", client = client.id)
        };
        Some(html! {
            <ClientShape key={client.id.0} id={client.id} {block} title={render(&title, props.lang)}
                asks={client_words(client, props.lang)} queued={client.queued}
                selected={props.selection == Selection::Client(client.id)}
                tab_stop={tab_stop == Peer::Client(client.id)}
                name={client_name(client, props.lang)} on_focus={focused.clone()} />
        })
    });
    let asked: Vec<(Peer, Peer)> = stage
        .clients
        .iter()
        .filter_map(|client| Some((client.id.into(), client.waiting?.1.into())))
        .collect();
    let selected_link = match props.selection {
        Selection::Link(a, b) => Some((a, b)),
        _ => None,
    };
    let bar = selected_node(stage, props.selection).and_then(|node| {
        let disc = plan.node(node.id)?;
        Some(html! {
            <ActionBar key="bar" node={node.id} condition={node.condition} {disc} frame={plan.frame}
                lang={props.lang} on_intent={props.on_intent.clone()} />
        })
    });
    let label = render(
        &say!("stage.label", nodes = stage.nodes.len() as u32),
        props.lang,
    );
    html! {
        <div ref={wrapper} class={classes!("stage", props.splitting.then_some("splitting"))}
            role="group" aria-label={label} data-testid="stage"
            onpointerdown={pointer(Hands::press)} onpointermove={pointer(Hands::move_to)}
            onpointerup={pointer(Hands::release)} onpointercancel={pointer(Hands::cancel)}
            {onclick} {onkeydown}>
            <svg key="picture" class="picture" viewBox={plan.frame.view_box()}
                preserveAspectRatio="xMidYMid meet">
                <defs key="defs">
                    <pattern id="dead-hatch" width="6" height="6" patternUnits="userSpaceOnUse"
                        patternTransform="rotate(45)">
                        <path class="hatch-line" d="M0 0V6" />
                    </pattern>
                </defs>
                <Islands key="islands" plan={plan.clone()} islands={stage.islands.clone()} lang={props.lang} />
                <ChartBack key="chart" plan={plan.clone()} decided={is_decided(&stage.scene)}
                    tally={stage.scene.tally.clone()} lang={props.lang} />
                <Links key="links" plan={plan.clone()} faults={Rc::new(stage.faults.clone())}
                    asked={Rc::new(asked)} selected={selected_link} lang={props.lang} />
                <g key="clients">{ for clients }</g>
                <g key="nodes">{ for nodes }</g>
                <path key="victims" ref={victims} class="preview-victims" />
                <path key="line" ref={line} class="preview-line" />
            </svg>
            <canvas key="messages" ref={canvas} class="messages" aria-hidden="true"></canvas>
            <div key="bars" class="bars">{ for bar }</div>
        </div>
    }
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

/// Every link that can be seen, each once.
fn drawn_links(stage: &Stage, plan: &Plan) -> Vec<(Peer, Peer)> {
    let mesh = plan
        .links()
        .into_iter()
        .map(|(a, b)| (Peer::Node(a), Peer::Node(b)));
    let asked = stage
        .clients
        .iter()
        .filter_map(|client| Some((Peer::Node(client.waiting?.1), Peer::Client(client.id))));
    let mut links: Vec<(Peer, Peer)> = mesh
        .chain(asked)
        .chain(wrongs(&stage.faults).into_keys())
        .collect();
    links.sort_unstable();
    links.dedup();
    links
}

fn clickable_links(stage: &Stage, plan: &Plan, selection: Selection) -> Vec<(Peer, Peer)> {
    let links = drawn_links(stage, plan);
    if stage.nodes.len() <= CLICKABLE_MESH_MAX {
        return links;
    }
    let wrong = wrongs(&stage.faults);
    let of_selected =
        |peer: Peer| matches!(selection, Selection::Node(node) if peer == Peer::Node(node));
    links
        .into_iter()
        .filter(|pair| wrong.contains_key(pair) || of_selected(pair.0) || of_selected(pair.1))
        .collect()
}

/// What the event handlers need.
#[derive(Clone)]
struct Hands {
    wrapper: NodeRef,
    line: NodeRef,
    victims: NodeRef,
    plan: Rc<Plan>,
    links: Rc<Vec<(Peer, Peer)>>,
    clickable: Rc<Vec<(Peer, Peer)>>,
    handle: StageHandle,
    selection: Selection,
    splitting: bool,
    drag: Rc<RefCell<Drag>>,
    on_intent: Callback<Intent>,
}

impl Hands {
    fn place(&self, event: &PointerEvent) -> Option<Point> {
        let rect = self.wrapper.cast::<Element>()?.get_bounding_client_rect();
        let scale = self.plan.frame.scale;
        Some(at(
            (f64::from(event.client_x()) - rect.left()) / scale,
            (f64::from(event.client_y()) - rect.top()) / scale,
        ))
    }

    fn hit(&self, p: Point, reach: Reach) -> Option<Target> {
        self.handle
            .with_places(|places| target(&self.plan, places, &self.clickable, p, reach))
    }

    fn press(&self, event: &PointerEvent) {
        if !event.is_primary() || event.button() != 0 || on_bar(event) {
            return;
        }
        let Some(p) = self.place(event) else { return };
        let on = self.hit(p, reach(&event.pointer_type()));
        let lasso = self.splitting || event.shift_key();
        self.drag.borrow_mut().press(p, on, lasso);
    }

    fn move_to(&self, event: &PointerEvent) {
        let Some(p) = self.place(event) else { return };
        let begins = self.drag.borrow_mut().move_to(p);
        if begins {
            self.begin_drawing(event.pointer_id());
        }
        if self.drag.borrow().is_drawing() {
            self.show_drawing();
        } else if event.pointer_type() == "mouse" && event.buttons() == 0 {
            self.show_what_is_under(p);
        }
    }

    fn begin_drawing(&self, pointer: i32) {
        if let Some(wrapper) = self.wrapper.cast::<Element>() {
            // Fails when the pointer is gone already; then the drawing ends with it.
            wrapper.set_pointer_capture(pointer).ok();
        }
        let hands = self.clone();
        let escape = EventListener::new(&gloo::utils::window(), "keydown", move |event| {
            let key = event
                .dyn_ref::<web_sys::KeyboardEvent>()
                .map(web_sys::KeyboardEvent::key);
            if key.as_deref() == Some("Escape") {
                hands.drag.borrow_mut().gesture = Default::default();
                hands.show_drawing();
            }
        });
        self.drag.borrow_mut().escape = Some(escape);
    }

    fn release(&self, event: &PointerEvent) {
        if !event.is_primary() {
            return;
        }
        let outcome = self.drag.borrow_mut().release(&self.plan, &self.links);
        self.show_drawing();
        match outcome {
            Outcome::Nothing | Outcome::Cut(Cut::Nothing) => {}
            Outcome::Click(target) => self.choose(target),
            Outcome::Cut(Cut::Split(nodes)) => {
                self.on_intent.emit(Intent::Act(Action::Split(nodes)));
            }
            Outcome::Cut(Cut::Links(links)) => {
                for (from, to) in links {
                    let both = true;
                    self.on_intent
                        .emit(Intent::Act(Action::Cut { from, to, both }));
                }
            }
            Outcome::Chosen(nodes) => {
                if !self.splitting {
                    self.on_intent.emit(Intent::Splitting(true));
                }
                self.on_intent.emit(Intent::Select(Selection::Nodes(nodes)));
            }
        }
    }

    fn cancel(&self, _: &PointerEvent) {
        self.drag.borrow_mut().cancel();
        self.show_drawing();
    }

    /// Screen readers press a button without a pointer.
    fn press_of_a_reader(&self, event: &MouseEvent) {
        if event.detail() != 0 {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("[data-peer]").ok().flatten());
        let word = button.and_then(|button| button.get_attribute("data-peer"));
        let peers = (0..self.plan.nodes.len() as u8)
            .map(|i| Peer::Node(NodeId(i)))
            .chain(
                (0..self.plan.clients.len() as u8)
                    .map(|i| Peer::Client(crate::protocol::ids::ClientId(i))),
            );
        if let Some(peer) =
            word.and_then(|word| peers.into_iter().find(|peer| peer_word(*peer) == word))
        {
            self.choose(Some(target_of(peer)));
        }
    }

    fn choose(&self, target: Option<Target>) {
        if self.splitting {
            if let Some(Target::Node(node)) = target {
                self.toggle(node);
            }
            return;
        }
        let selection = match target {
            None => Selection::Nothing,
            Some(Target::Node(node)) => Selection::Node(node),
            Some(Target::Client(client)) => Selection::Client(client),
            Some(Target::Link(a, b)) => Selection::Link(a, b),
            Some(Target::Message(no)) => Selection::Message(no),
        };
        if selection != self.selection {
            self.on_intent.emit(Intent::Select(selection));
        }
    }

    fn toggle(&self, node: NodeId) {
        let chosen = match self.selection {
            Selection::Nodes(nodes) => nodes,
            _ => Default::default(),
        };
        let chosen = if chosen.contains(node) {
            chosen.without(node)
        } else {
            chosen.with(node)
        };
        self.on_intent
            .emit(Intent::Select(Selection::Nodes(chosen)));
    }

    fn key(&self, event: &KeyboardEvent, peer: Peer) {
        let way = match event.key().as_str() {
            "ArrowLeft" => Some(Way::Left),
            "ArrowRight" => Some(Way::Right),
            "ArrowUp" => Some(Way::Up),
            "ArrowDown" => Some(Way::Down),
            "Enter" | " " => None,
            _ => return,
        };
        // The toolbar's buttons have keys of their own.
        let on_peer = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| target.has_attribute("data-peer"));
        if !on_peer || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        // Or the page would play, step or scroll as well.
        event.prevent_default();
        event.stop_propagation();
        match way {
            None => self.choose(Some(target_of(peer))),
            Some(way) => {
                if let Some(next) = walk::next(&self.plan, peer, way) {
                    self.focus(next);
                }
            }
        }
    }

    fn focus(&self, peer: Peer) {
        let selector = format!("[data-peer={}]", peer_word(peer));
        let element = self
            .wrapper
            .cast::<Element>()
            .and_then(|wrapper| wrapper.query_selector(&selector).ok().flatten())
            .and_then(|element| element.dyn_into::<SvgElement>().ok());
        if let Some(element) = element {
            // Fails only for what cannot have the focus.
            element.focus().ok();
        }
    }

    /// Puts the line being drawn on the screen, past Yew: a pointer moves often.
    fn show_drawing(&self) {
        let drag = self.drag.borrow();
        let set = |node: &NodeRef, path: &str| {
            if let Some(element) = node.cast::<Element>() {
                // The attribute's name is valid.
                element.set_attribute("d", path).ok();
            }
        };
        set(&self.line, &drag.line());
        set(&self.victims, &drag.victims(&self.plan, &self.links));
    }

    /// The pointer's shape says whether a click would select something.
    fn show_what_is_under(&self, p: Point) {
        let over = self.hit(p, Reach::MOUSE).is_some();
        if let Some(wrapper) = self.wrapper.cast::<Element>()
            && wrapper.has_attribute("data-over") != over
        {
            wrapper.toggle_attribute_with_force("data-over", over).ok();
        }
    }
}

fn target_of(peer: Peer) -> Target {
    match peer {
        Peer::Node(node) => Target::Node(node),
        Peer::Client(client) => Target::Client(client),
    }
}

/// Whether an event is for the toolbar over the stage, not for the stage.
fn on_bar(event: &PointerEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest(".node-bar").ok().flatten())
        .is_some()
}
