//! Quorate runs real quorum protocols, shows every message, and lets anyone break the cluster.

#![forbid(unsafe_code)]
