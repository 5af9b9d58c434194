//! What can be put into an element: values of attributes, and children.

use yew::prelude::*;
use yew::virtual_dom::VNode;

use super::El;

/// What an attribute can be given. `None` and `false` leave it out.
pub trait Value {
    fn fill(self, el: El) -> El;
}

impl Value for &'static str {
    fn fill(self, el: El) -> El {
        el.fill_text(self)
    }
}

impl Value for bool {
    fn fill(self, el: El) -> El {
        el.fill_value(self.then_some(AttrValue::Static("")))
    }
}

macro_rules! values {
    ($($from:ty),*) => {
        $(
            impl Value for $from {
                fn fill(self, el: El) -> El {
                    el.fill_value(Some(AttrValue::from(self)))
                }
            }

            impl Value for Option<$from> {
                fn fill(self, el: El) -> El {
                    el.fill_value(self.map(AttrValue::from))
                }
            }
        )*
    };
}

values!(String, AttrValue);

impl Value for Option<&'static str> {
    fn fill(self, el: El) -> El {
        el.fill_value(self.map(AttrValue::Static))
    }
}

/// What can be a child of an element.
pub trait Child {
    fn put(self, parent: El) -> El;
}

impl Child for El {
    fn put(self, parent: El) -> El {
        parent.push_el(self)
    }
}

impl Child for Html {
    fn put(self, parent: El) -> El {
        parent.push(self)
    }
}

impl Child for String {
    fn put(self, parent: El) -> El {
        parent.push_value(self.into())
    }
}

impl Child for &'static str {
    fn put(self, parent: El) -> El {
        parent.push_text(self)
    }
}

impl Child for &String {
    fn put(self, parent: El) -> El {
        parent.push_value(self.clone().into())
    }
}

impl Child for u32 {
    fn put(self, parent: El) -> El {
        parent.push_value(self.to_string().into())
    }
}

impl Child for AttrValue {
    fn put(self, parent: El) -> El {
        parent.push_value(self)
    }
}

impl Child for &AttrValue {
    fn put(self, parent: El) -> El {
        parent.push_value(self.clone())
    }
}

/// An empty list in place of nothing, so that what follows keeps its place among its siblings.
impl<C: Child> Child for Option<C> {
    fn put(self, parent: El) -> El {
        match self {
            Some(child) => child.put(parent),
            None => parent.push(VNode::default()),
        }
    }
}

/// Several children in place of one.
pub struct Each<I>(I);

pub fn each<I: IntoIterator<Item: Child>>(children: I) -> Each<I> {
    Each(children)
}

impl<I: IntoIterator<Item: Child>> Child for Each<I> {
    fn put(self, parent: El) -> El {
        let mut parent = parent;
        for child in self.0 {
            parent = child.put(parent);
        }
        parent
    }
}
