//! Versions, and what one replica holds of one key.

use crate::protocol::ids::NodeId;

/// Which write a value is from. Ordered by counter or clock first, then by who made it. No two
/// writes have the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    /// A count, or a clock's microseconds.
    pub stamp: u64,
    /// Who coordinated the write.
    pub node: NodeId,
}

/// A value and the write it is from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Item {
    pub version: Version,
    pub value: u32,
}

/// So many versions with equal stamps are kept side by side.
const SIBLINGS_MAX: usize = 3;

/// What a replica holds of a key. Invariant: all versions have the same stamp, the greatest node
/// comes first, and there are at most [`SIBLINGS_MAX`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Copies(Vec<Item>);

impl Copies {
    /// What is read.
    pub fn newest(&self) -> Option<Item> {
        self.0.first().copied()
    }

    pub fn version(&self) -> Option<Version> {
        self.newest().map(|item| item.version)
    }

    /// What was written without knowing of the newest, and lost to it by its node's number only.
    pub fn siblings(&self) -> &[Item] {
        self.0.get(1..).unwrap_or_default()
    }

    /// Takes an item in unless something newer is held; true when anything changed.
    pub fn take(&mut self, item: Item) -> bool {
        let before = self.version();
        let changed = match before {
            Some(mine) if item.version.stamp < mine.stamp => false,
            Some(mine) if item.version.stamp == mine.stamp => self.add_sibling(item),
            _ => {
                self.overwrite(item);
                true
            }
        };
        debug_assert!(self.version() >= before, "versions only grow");
        debug_assert!(
            self.version() >= Some(item.version),
            "what was taken in, or something newer, is held"
        );
        changed
    }

    /// Takes an item whatever is held: the rule that is missing here is the check above.
    pub fn overwrite(&mut self, item: Item) {
        self.0.clear();
        self.0.push(item);
    }

    fn add_sibling(&mut self, item: Item) -> bool {
        let is_newer = |held: &Item| held.version > item.version;
        let at = self.0.partition_point(is_newer);
        if let Some(same) = self.0.get(at).filter(|held| held.version == item.version) {
            assert_eq!(same.value, item.value, "a version is made once");
            return false;
        }
        self.0.insert(at, item);
        self.0.truncate(SIBLINGS_MAX);
        at < SIBLINGS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(stamp: u64, node: u8, value: u32) -> Item {
        Item {
            version: Version {
                stamp,
                node: NodeId(node),
            },
            value,
        }
    }

    /// What is held after taking these in, newest first.
    fn after(items: &[(u64, u8, u32)]) -> Vec<u32> {
        let mut copies = Copies::default();
        for &(stamp, node, value) in items {
            copies.take(item(stamp, node, value));
        }
        copies.0.iter().map(|item| item.value).collect()
    }

    #[test]
    fn the_newer_version_stays_and_equal_counts_stand_side_by_side() {
        assert_eq!(after(&[(1, 0, 7)]), [7]);
        assert_eq!(after(&[(1, 0, 7), (2, 0, 8)]), [8]);
        assert_eq!(after(&[(2, 0, 8), (1, 4, 7)]), [8], "late news is old news");
        assert_eq!(after(&[(1, 0, 7), (1, 2, 8)]), [8, 7]);
        assert_eq!(after(&[(1, 2, 8), (1, 0, 7)]), [8, 7], "in either order");
        assert_eq!(after(&[(1, 0, 7), (1, 0, 7)]), [7], "told twice");
        assert_eq!(after(&[(1, 0, 5), (1, 1, 6), (2, 0, 7)]), [7]);
        assert_eq!(
            after(&[(1, 0, 5), (1, 3, 8), (1, 1, 6), (1, 2, 7)]),
            [8, 7, 6],
            "no more than three"
        );
    }

    #[test]
    fn without_the_check_the_last_comer_wins() {
        let mut copies = Copies::default();
        copies.take(item(2, 0, 8));
        copies.overwrite(item(1, 0, 7));
        assert_eq!(copies.newest(), Some(item(1, 0, 7)));
    }
}
