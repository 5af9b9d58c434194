//! Sorting and comparing in little code.
//!
//! The standard library's sorts are the fastest there are, and cost the page three to six kilobytes
//! for each type and order. Here the work is done on places instead of items, so that there is one
//! sort in the program however many lists it is used for.

/// Keeping a number within bounds. The standard library's way panics with the numbers in words when
/// the bounds are the wrong way round, and brings all of the writing of floating numbers with it.
pub trait Within {
    fn within(self, least: Self, most: Self) -> Self;
}

impl Within for f64 {
    fn within(self, least: f64, most: f64) -> f64 {
        match self {
            _ if self < least => least,
            _ if self > most => most,
            _ => self,
        }
    }
}

impl Within for f32 {
    fn within(self, least: f32, most: f32) -> f32 {
        match self {
            _ if self < least => least,
            _ if self > most => most,
            _ => self,
        }
    }
}

/// Longer lists than this are merged; for shorter ones that would be no gain.
const SHORT: usize = 16;

/// Sorts by a key. What has the same key stays in its order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a) < key(b));
}

/// Sorts from small to large.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, |a, b| a < b);
}

/// Sorts by what comes before what. Of two items neither of which does, the first stays first.
pub fn sort_by<T>(items: &mut [T], before: impl Fn(&T, &T) -> bool) {
    if items.len() <= SHORT {
        for end in 1..items.len() {
            let mut at = end;
            while at > 0 && before(&items[at], &items[at - 1]) {
                items.swap(at, at - 1);
                at -= 1;
            }
        }
        return;
    }
    let mut order = order(items.len(), &|a, b| before(&items[a], &items[b]));
    // Each cycle of places is gone round once.
    for start in 0..items.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// Which item belongs in each place: a merge sort from the bottom up.
fn order(count: usize, before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut width = 1;
    while width < count {
        for run in order.chunks(2 * width) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let (Some((a, more_left)), Some((b, more_right))) =
                (left.split_first(), right.split_first())
            {
                if before(*b, *a) {
                    merged.push(*b);
                    right = more_right;
                } else {
                    merged.push(*a);
                    left = more_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut order, &mut merged);
        merged.clear();
        width *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_list_gets_into_order_and_equals_stay_in_theirs() {
        for length in 0..300_usize {
            // A multiplicative generator: many different orders, and repeated keys.
            let key = |i: usize| (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58;
            let mut items: Vec<(u64, usize)> = (0..length).map(|i| (key(i), i)).collect();
            let mut wanted = items.clone();
            wanted.sort_by_key(|item| item.0);
            sort_by_key(&mut items, |item| item.0);
            assert_eq!(items, wanted);
        }
    }
}
