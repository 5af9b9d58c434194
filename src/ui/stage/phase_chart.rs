//! The documents' own flow charts as a row of boxes, lit where the run is.

use std::rc::Rc;

use yew::prelude::*;

use crate::protocol::describe::Spec;
use crate::protocol::progress::Progress;
use crate::text::{Lang, t};
use crate::ui::el::{class, each, el};

#[derive(Clone, PartialEq)]
pub struct PhaseChartProps {
    pub spec: Rc<Spec>,
    pub progress: Progress,
    pub lang: Lang,
}

pub fn phase_chart(props: &PhaseChartProps) -> Html {
    let lang = props.lang;
    let count = props.spec.phases.len();
    let boxes = props.spec.phases.iter().enumerate().map(|(i, phase)| {
        let here = props.progress.is_lit(i);
        let done = props.progress.is_behind(i);
        let class = class!("phase", here.then_some("on"), done.then_some("done"));
        el!(li "class"={class} "aria-current"={here.then_some("step")}
            "title"={t(lang, phase.hint)}, key=i =>
            el!(span "class"="phase-place" "aria-hidden"="true" =>
                format!("{}/{count}", i + 1),
            ),
            el!(span "class"="phase-name" => t(lang, phase.name)),
        )
        .html()
    });
    el!(ol "class"="phases" "aria-label"={t(lang, "stage.phases")}
        "data-testid"="phases" =>
        each(boxes),
    )
    .html()
}
