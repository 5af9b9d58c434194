//! Strings that somebody will look at, and what they start with.
//!
//! The strings are sorted, so those that start in one way stand side by side: a beginning is a
//! stretch of them and a length. Appending narrows the stretch, and nothing is ever copied, however
//! long the strings are.

use super::problem::Rank;
use crate::order;

/// A beginning of some of the strings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stretch {
    from: u32,
    to: u32,
    /// In bytes.
    length: u32,
}

impl Stretch {
    /// Whether `start` is a beginning of this.
    pub fn starts_with(self, start: Stretch) -> bool {
        start.length <= self.length && start.from <= self.from && self.to <= start.to
    }
}

#[derive(Clone, Debug, Default)]
pub struct Stretches {
    texts: Vec<String>,
    /// A tree over the last returns that look at each: the leaves are the second half, and each
    /// node is the later of its two children.
    latest: Vec<Rank>,
}

impl Stretches {
    pub fn new(mut looked_at: Vec<(String, Rank)>) -> Stretches {
        order::sort(&mut looked_at);
        let count = looked_at.len();
        let mut latest = vec![0; count];
        latest.extend(looked_at.iter().map(|&(_, rank)| rank));
        for node in (1..count).rev() {
            latest[node] = latest[2 * node].max(latest[2 * node + 1]);
        }
        let texts = looked_at.into_iter().map(|(text, _)| text).collect();
        Stretches { texts, latest }
    }

    /// All of them: they start with nothing.
    pub fn all(&self) -> Option<Stretch> {
        let whole = Stretch {
            from: 0,
            to: self.texts.len() as u32,
            length: 0,
        };
        (whole.to > 0).then_some(whole)
    }

    /// The strings that go on like this after that beginning, if there are any.
    pub fn join(&self, start: Stretch, tail: &str) -> Option<Stretch> {
        let texts = &self.texts[start.from as usize..start.to as usize];
        let (skip, tail) = (start.length as usize, tail.as_bytes());
        let first = texts.partition_point(|text| &text.as_bytes()[skip..] < tail);
        let count =
            texts[first..].partition_point(|text| text.as_bytes()[skip..].starts_with(tail));
        let joined = Stretch {
            from: start.from + first as u32,
            to: start.from + (first + count) as u32,
            length: start.length + tail.len() as u32,
        };
        (count > 0).then_some(joined)
    }

    /// The last return that looks at something that starts so.
    pub fn until(&self, start: Stretch) -> Rank {
        assert!(start.from < start.to, "a stretch has a string in it");
        let count = self.texts.len();
        let (mut from, mut to) = (start.from as usize + count, start.to as usize + count);
        let mut latest = 0;
        while from < to {
            if from % 2 == 1 {
                latest = latest.max(self.latest[from]);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                latest = latest.max(self.latest[to]);
            }
            (from, to) = (from / 2, to / 2);
        }
        latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_matters_while_anyone_looks_at_what_starts_so() {
        let texts = [
            ("", 1),
            ("a", 9),
            ("ab", 3),
            ("abc", 5),
            ("b", 2),
            ("ba", 4),
        ];
        let stretches = Stretches::new(texts.map(|(t, r)| (t.to_owned(), r)).to_vec());
        let all = stretches.all().expect("there are some");
        let check = |parts: [&str; 2], expected| {
            let start = stretches.join(all, parts[0]);
            let joined = start.and_then(|start| stretches.join(start, parts[1]));
            let whole = stretches.join(all, &parts.concat());
            assert_eq!(joined, whole, "{parts:?} in one step or two");
            let until = joined.map(|joined| stretches.until(joined));
            assert_eq!(until, expected, "{parts:?}");
        };
        check(["", ""], Some(9));
        check(["a", ""], Some(9));
        check(["a", "b"], Some(5));
        check(["a", "bc"], Some(5));
        check(["ab", "cd"], None);
        check(["", "b"], Some(4));
        check(["c", "a"], None);
        let ab = stretches.join(all, "ab").expect("it is there");
        let abc = stretches.join(ab, "c").expect("it is there");
        assert!(abc.starts_with(ab) && abc.starts_with(abc) && !ab.starts_with(abc));
    }

    #[test]
    fn nothing_looked_at_is_no_stretch() {
        assert_eq!(Stretches::new(Vec::new()).all(), None);
    }
}
