//! Where a run is in the phase chart of its protocol.

use super::Protocol;
use super::describe::Cluster;

/// Which boxes of a phase chart are lit and which lie behind. A decision is told and its request
/// answered at the same time, so more than one can be lit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    lit: u16,
    behind: u16,
}

impl Progress {
    /// Nothing is under way.
    pub const NONE: Progress = Progress { lit: 0, behind: 0 };
    /// All is behind.
    pub const END: Progress = Progress {
        lit: 0,
        behind: u16::MAX,
    };

    /// In one box, with all before it behind.
    pub const fn at(phase: usize) -> Progress {
        Progress {
            lit: 1 << phase,
            behind: (1 << phase) - 1,
        }
    }

    /// In one more box at the same time.
    #[must_use]
    pub const fn and(mut self, phase: usize) -> Progress {
        self.lit |= 1 << phase;
        self
    }

    /// When no votes are being collected: a request is on its way, or what was decided is being
    /// told, or answered, or both. Once nobody waits, the answer lies behind, however long the
    /// telling takes; as long as somebody does, the request has yet to arrive, lost or not.
    pub fn of_the_rest<P: Protocol>(
        cluster: &Cluster<'_, P>,
        telling: bool,
        [request, told, answer]: [usize; 3],
    ) -> Progress {
        let answering = cluster.answers();
        let mut progress = match (telling, answering) {
            (true, _) => Progress::at(told),
            (false, true) => Progress::at(answer),
            (false, false) if !cluster.waiting.is_empty() => Progress::at(request),
            (false, false) => Progress::NONE,
        };
        if telling && answering {
            progress = progress.and(answer);
        } else if telling && cluster.waiting.is_empty() {
            progress.behind |= 1 << answer;
        }
        progress
    }

    pub fn is_lit(self, phase: usize) -> bool {
        self.lit >> phase & 1 == 1
    }

    pub fn is_behind(self, phase: usize) -> bool {
        self.behind >> phase & 1 == 1
    }
}
