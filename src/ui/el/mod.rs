//! Elements, built from data.
//!
//! `html!` writes code for every attribute and child of every element, which was a third of the
//! program. [`el!`](crate::ui::el::el) writes down the part that never changes as data and makes
//! one short call for each part that does:
//!
//! ```text
//! el!(button "type"="button" "title"={tip}, press={send}, key={at} => icon(path), label)
//!     tag    what never changes   what does  |                       children, of any type that
//!                                            setters of `El`          can be one
//! el!(=> first, second)                                     a list without an element
//! ```

mod parts;

use std::rc::Rc;

use yew::html::{
    onblur, onchange, onclick, onclose, ondblclick, onfocus, oninput, onkeydown, onpointercancel,
    onpointerdown, onpointerleave, onpointermove, onpointerup, onsubmit,
};
use yew::prelude::*;
use yew::virtual_dom::{
    AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VNode, VTag, VText,
};

pub use parts::{Child, Value, each};

/// What is known of an element before the program runs: the tag, the attributes' names in order,
/// and the values of those that never change. The others are holes.
pub struct Plan {
    pub tag: &'static str,
    pub names: &'static [&'static str],
    pub fixed: &'static [Option<&'static str>],
}

/// An element in the making. A pointer, so that each call costs little.
pub struct El(Box<Parts>);

struct Parts {
    plan: &'static Plan,
    values: Vec<Option<AttributeOrProperty>>,
    /// The attribute that is filled next, if it is a hole.
    next: usize,
    listeners: Vec<Option<Rc<dyn Listener>>>,
    children: Vec<VNode>,
    key: Option<Key>,
    node: NodeRef,
    /// The value of a field, which is a property and not the attribute of this name.
    value: Option<AttrValue>,
    checked: Option<bool>,
}

impl El {
    #[inline(never)]
    pub fn new(plan: &'static Plan) -> El {
        let fixed = plan.fixed.iter();
        El(Box::new(Parts {
            plan,
            values: fixed
                .map(|value| value.map(AttributeOrProperty::Static))
                .collect(),
            next: 0,
            listeners: Vec::new(),
            children: Vec::new(),
            key: None,
            node: NodeRef::default(),
            value: None,
            checked: None,
        }))
    }

    /// Fills the next hole.
    #[inline(never)]
    fn fill(mut self, value: Option<AttributeOrProperty>) -> El {
        let parts = &mut *self.0;
        while parts
            .plan
            .fixed
            .get(parts.next)
            .is_some_and(Option::is_some)
        {
            parts.next += 1;
        }
        parts.values[parts.next] = value;
        parts.next += 1;
        self
    }

    #[inline(never)]
    fn fill_text(self, value: &'static str) -> El {
        self.fill(Some(AttributeOrProperty::Static(value)))
    }

    #[inline(never)]
    fn fill_value(self, value: Option<AttrValue>) -> El {
        self.fill(value.map(AttributeOrProperty::Attribute))
    }

    /// Sets an attribute that the plan names, filled or not.
    #[inline(never)]
    pub fn set(mut self, name: &str, value: Option<AttrValue>) -> El {
        let at = self.0.plan.names.iter().position(|known| *known == name);
        self.0.values[at.expect("the plan names it")] = value.map(AttributeOrProperty::Attribute);
        self
    }

    #[inline(never)]
    fn push(mut self, child: VNode) -> El {
        self.0.children.push(child);
        self
    }

    #[inline(never)]
    fn push_el(self, child: El) -> El {
        self.push(child.html())
    }

    #[inline(never)]
    fn push_text(self, text: &'static str) -> El {
        self.push(VText::new(text).into())
    }

    #[inline(never)]
    pub fn push_value(self, text: AttrValue) -> El {
        self.push(VText::new(text).into())
    }

    pub fn key(self, key: impl Into<Key>) -> El {
        self.set_key(key.into())
    }

    #[inline(never)]
    fn set_key(mut self, key: Key) -> El {
        self.0.key = Some(key);
        self
    }

    #[inline(never)]
    pub fn node(mut self, node: NodeRef) -> El {
        self.0.node = node;
        self
    }

    /// What stands in a field.
    pub fn value(mut self, value: impl Into<AttrValue>) -> El {
        self.0.value = Some(value.into());
        self
    }

    #[inline(never)]
    pub fn checked(mut self, checked: bool) -> El {
        self.0.checked = Some(checked);
        self
    }

    #[inline(never)]
    pub fn listen(mut self, listener: Rc<dyn Listener>) -> El {
        self.0.listeners.push(Some(listener));
        self
    }

    /// For a click of any kind, with what it was not being asked.
    #[inline(never)]
    pub fn press(self, act: Callback<()>) -> El {
        self.listen(Rc::new(Press(act)))
    }

    /// Hears nothing any more.
    #[inline(never)]
    pub fn deaf(mut self) -> El {
        self.0.listeners.clear();
        self
    }

    #[inline(never)]
    pub fn html(self) -> Html {
        let parts = *self.0;
        let list = |children| VList::with_children(children, None);
        if parts.plan.tag.is_empty() {
            return list(parts.children).into();
        }
        let mut tag = VTag::new(parts.plan.tag);
        if let Some(inside) = tag.children_mut() {
            let mut children = parts.children;
            *inside = match children.len() {
                1 => children.remove(0),
                _ => list(children).into(),
            };
        }
        tag.attributes = Attributes::Dynamic {
            keys: parts.plan.names,
            values: parts.values.into(),
        };
        tag.key = parts.key;
        tag.node_ref = parts.node;
        if !parts.listeners.is_empty() {
            tag.set_listeners(parts.listeners.into());
        }
        if parts.value.is_some() {
            tag.set_value(parts.value);
        }
        if let Some(checked) = parts.checked {
            tag.set_checked(checked);
        }
        tag.into()
    }
}

impl From<El> for Html {
    fn from(el: El) -> Html {
        el.html()
    }
}

/// A click on something that means the same however it is clicked.
struct Press(Callback<()>);

impl Listener for Press {
    fn kind(&self) -> ListenerKind {
        ListenerKind::onclick
    }

    fn handle(&self, _: Event) {
        self.0.emit(());
    }

    fn passive(&self) -> bool {
        false
    }
}

/// Setters for events, each named like the attribute in HTML.
macro_rules! events {
    ($($name:ident: $event:ty,)*) => {
        impl El {
            $(
                #[inline(never)]
                pub fn $name(self, act: Callback<$event>) -> El {
                    self.listen(Rc::new($name::Wrapper::new(act)))
                }
            )*
        }
    };
}

events! {
    onblur: FocusEvent,
    onchange: Event,
    onclick: MouseEvent,
    onclose: Event,
    onfocus: FocusEvent,
    oninput: InputEvent,
    ondblclick: MouseEvent,
    onkeydown: KeyboardEvent,
    onpointercancel: PointerEvent,
    onpointerdown: PointerEvent,
    onpointerleave: PointerEvent,
    onpointermove: PointerEvent,
    onpointerup: PointerEvent,
    onsubmit: SubmitEvent,
}

/// The words of a `class` that apply.
#[inline(never)]
pub fn words(words: &[Option<&'static str>]) -> String {
    let mut all = String::new();
    for word in words.iter().flatten() {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(word);
    }
    all
}

/// The value of a `class`: words, and words that may be `None`.
macro_rules! class {
    ($($word:expr),* $(,)?) => {
        $crate::ui::el::words(&[$(Option::<&'static str>::from($word)),*])
    };
}

macro_rules! el {
    (=> $($child:expr),* $(,)?) => {{
        static PLAN: $crate::ui::el::Plan = $crate::ui::el::Plan { tag: "", names: &[], fixed: &[] };
        let el = $crate::ui::el::El::new(&PLAN);
        $( let el = $crate::ui::el::Child::put($child, el); )*
        el
    }};
    (@fixed $value:literal) => { Some($value) };
    (@fixed $value:block) => { None };
    (@fill $el:ident $value:literal) => { $el };
    (@fill $el:ident $value:block) => { $crate::ui::el::Value::fill($value, $el) };
    (
        $tag:ident $($name:literal = $value:tt)*
        $(, $set:ident = $with:expr)*
        $(=> $($child:expr),* $(,)?)?
    ) => {{
        static PLAN: $crate::ui::el::Plan = $crate::ui::el::Plan {
            tag: stringify!($tag),
            names: &[$($name),*],
            fixed: &[$($crate::ui::el::el!(@fixed $value)),*],
        };
        let el = $crate::ui::el::El::new(&PLAN);
        $( let el = $crate::ui::el::el!(@fill el $value); )*
        $( let el = el.$set($with); )*
        $( $( let el = $crate::ui::el::Child::put($child, el); )* )?
        el
    }};
}

pub(crate) use {class, el};
