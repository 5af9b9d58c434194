//! Where the words beside messages go, so that they cover neither each other nor the nodes.

use super::geometry::{Point, Rect};

/// Beyond this many messages no words are shown: they would only be noise.
pub const LABELLED_MAX: usize = 60;

/// Takes room as it is given away; reused from frame to frame.
#[derive(Default)]
pub struct Room {
    taken: Vec<Rect>,
}

impl Room {
    /// Forgets everything, and keeps the memory.
    pub fn clear(&mut self) {
        self.taken.clear();
    }

    /// Room that no words may cover.
    pub fn keep_free(&mut self, block: Rect) {
        self.taken.push(block);
    }

    /// The box for words of this size beside a point: the first free one of a few places round
    /// it, or none. The order of places is fixed, so that words do not jump about.
    pub fn place(&mut self, beside: Point, width: f64, height: f64, bounds: Rect) -> Option<Rect> {
        let off = 11.0;
        let (x, y) = (beside.x, beside.y);
        let corners = [
            (x + off, y - height - 2.0),
            (x - off - width, y - height - 2.0),
            (x + off, y + 2.0),
            (x - off - width, y + 2.0),
            (x - width / 2.0, y - off - height),
            (x - width / 2.0, y + off),
        ];
        let free = corners
            .into_iter()
            .map(|(x, y)| Rect {
                x,
                y,
                w: width,
                h: height,
            })
            .find(|block| bounds.holds(*block) && !self.taken.iter().any(|t| t.overlaps(*block)))?;
        self.taken.push(free);
        Some(free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::geometry::at;
    use proptest::prelude::*;

    const BOUNDS: Rect = Rect {
        x: 0.0,
        y: 0.0,
        w: 700.0,
        h: 480.0,
    };

    proptest! {
        #[test]
        fn words_never_cover_each_other(
            points in prop::collection::vec((0.0..700.0f64, 0.0..480.0f64, 10.0..120.0f64), 0..60)
        ) {
            let mut room = Room::default();
            let placed: Vec<Rect> = points
                .into_iter()
                .filter_map(|(x, y, width)| room.place(at(x, y), width, 16.0, BOUNDS))
                .collect();
            for (i, a) in placed.iter().enumerate() {
                prop_assert!(BOUNDS.holds(*a));
                for b in &placed[i + 1..] {
                    prop_assert!(!a.overlaps(*b), "{:?} and {:?}", a, b);
                }
            }
        }
    }

    #[test]
    fn the_first_choice_is_up_and_right_and_the_next_when_that_is_taken() {
        let mut room = Room::default();
        let first = room.place(at(100., 100.), 50., 16., BOUNDS).expect("free");
        assert!(first.x > 100.0 && first.bottom() < 100.0);
        let second = room.place(at(100., 100.), 50., 16., BOUNDS).expect("free");
        assert!(second.right() < 100.0);
        room.clear();
        room.keep_free(BOUNDS);
        assert_eq!(room.place(at(100., 100.), 50., 16., BOUNDS), None);
    }
}
