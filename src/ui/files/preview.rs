//! What will be saved, to look at: the picture itself, or the beginning of a text.

use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use super::canvas;
use crate::export::picture::{Picture, Theme};
use crate::say;
use crate::text::{Lang, render, t};
use crate::ui::el::el;

#[derive(Clone, PartialEq)]
pub enum Made {
    Text(AttrValue),
    Picture(Rc<Picture>),
}

#[derive(Clone, PartialEq, Properties)]
pub struct PreviewProps {
    pub lang: Lang,
    pub made: Made,
    pub theme: Theme,
    /// The canvas that a picture is painted on.
    pub canvas: NodeRef,
}

/// So many characters of a text are shown.
const SHOWN_MAX: usize = 40_000;

#[component]
pub fn Preview(props: &PreviewProps) -> Html {
    let drawn = (props.made.clone(), props.theme, props.canvas.clone());
    use_effect_with(drawn, |(made, theme, canvas)| {
        if let (Made::Picture(picture), Some(canvas)) = (made, canvas.cast::<HtmlCanvasElement>()) {
            // Numbers that a canvas refuses are in no picture, and a refusal would leave it blank.
            canvas::draw(&canvas, picture, *theme).unwrap_or_default();
        }
    });
    match &props.made {
        // Wider than a phone, it can be scrolled, by keys as well.
        Made::Picture(picture) => el!(div "class"="files-room" "tabindex"="0" "role"="group"
            "aria-label"={t(props.lang, "export.preview")}, key="picture" =>
            el!(canvas "class"="files-picture" "role"="img" "data-testid"="export-picture"
                "aria-label"={picture.title.clone()}, node=props.canvas.clone()),
        )
        .html(),
        Made::Text(text) => {
            let end = text.char_indices().nth(SHOWN_MAX).map(|(at, _)| at);
            let more = end.map(|at| text[at..].chars().count() as u32);
            el!(div "class"="files-text", key="text" =>
                el!(pre "tabindex"="0" "data-testid"="export-text" "aria-label"={t(props.lang, "export.preview")} =>
                    end.map_or_else(|| text.to_string(), |at| text[..at].to_owned()),
                ),
                more.map(|count| el!(p "class"="files-more" =>
                    render(&say!("export.more", count = count), props.lang),
                )),
            )
            .html()
        }
    }
}
