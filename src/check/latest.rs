//! The latest of numbered things. A sorted list: there are few, the oldest goes when a new one comes,
//! and a copy of all is part of every snapshot.

/// So many are kept; what is older has long been folded away.
pub const KEPT: usize = 128;

#[derive(Clone, PartialEq, Debug)]
pub struct Latest<T>(Vec<(u32, T)>);

impl<T> Default for Latest<T> {
    fn default() -> Latest<T> {
        Latest(Vec::new())
    }
}

impl<T> Latest<T> {
    fn find(&self, number: u32) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(&number))
    }

    pub fn get(&self, number: u32) -> Option<&T> {
        let at = self.find(number).ok()?;
        Some(&self.0[at].1)
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let at = self.find(number).ok()?;
        Some(&mut self.0[at].1)
    }

    /// Takes in one that is not known yet; when there are too many, the oldest goes.
    pub fn insert(&mut self, number: u32, value: T) {
        if let Err(at) = self.find(number) {
            self.0.insert(at, (number, value));
        }
        if self.0.len() > KEPT {
            self.0.remove(0);
        }
    }

    /// Whether there is no room for one that is older than all.
    pub fn is_past(&self, number: u32) -> bool {
        self.0.len() >= KEPT && number < self.0[0].0
    }

    /// The numbers from one on, in order.
    pub fn numbers(&self, from: u32) -> Vec<u32> {
        let numbers = self.0.iter().map(|(number, _)| *number);
        numbers.filter(|number| *number >= from).collect()
    }

    /// Those below a number.
    pub fn below(&mut self, number: u32) -> impl Iterator<Item = &mut T> {
        let older = self.0.iter_mut().filter(move |(known, _)| *known < number);
        older.map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_kept_in_order() {
        let mut latest = Latest::default();
        for number in (0..300).rev().step_by(2).chain((0..300).step_by(2)) {
            if !latest.is_past(number) {
                latest.insert(number, number * 10);
            }
        }
        assert_eq!(latest.numbers(0), (172..300).collect::<Vec<u32>>());
        assert_eq!(latest.numbers(297), [297, 298, 299]);
        assert_eq!((latest.get(171), latest.get(172)), (None, Some(&1720)));
        latest.below(174).for_each(|value| *value = 0);
        assert_eq!(latest.get(173), Some(&0));
        assert_eq!(latest.get(174), Some(&1740));
        latest.insert(174, 1);
        assert_eq!(latest.get(174), Some(&1740), "known already");
        assert_eq!(latest.get(299), Some(&2990));
    }
}
