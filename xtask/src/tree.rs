//! Where things are: the root of the checkout, and the folder of the built programs.

use std::path::PathBuf;

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().map(PathBuf::from).unwrap_or(manifest)
}

/// A path below the root.
pub(crate) fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// The folder of the programs that `cargo build` wrote. It is where this one is, whatever `CARGO_TARGET_DIR` says.
pub(crate) fn built() -> PathBuf {
    std::env::current_exe()
        .ok()
        .and_then(|program| program.parent().map(PathBuf::from))
        .unwrap_or_else(|| at("target/debug"))
}

/// The folder in which this program remembers what it has done.
pub(crate) fn state() -> PathBuf {
    built().parent().map_or_else(|| at("target"), PathBuf::from).join("xtask")
}
