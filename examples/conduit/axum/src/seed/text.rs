//! The seed's files, which travel in the binary.

use anyhow::Context as _;

/// Who and what there is.
pub(super) const SEED: &str = include_str!("../../../seed/seed.json");

/// The text of an article by the name of its file.
///
/// # Errors
///
/// It is none of these.
pub(super) fn named(file: &str) -> anyhow::Result<&'static str> {
    let found = TEXTS.iter().find(|(name, _)| *name == file);
    Ok(found.with_context(|| format!("there is no text {file}"))?.1)
}

const TEXTS: &[(&str, &str)] = &[
    ("accessibility-first-hour.md", include_str!("../../../seed/accessibility-first-hour.md")),
    ("bicycle-noise.md", include_str!("../../../seed/bicycle-noise.md")),
    ("boring-technology.md", include_str!("../../../seed/boring-technology.md")),
    ("borrow-checker.md", include_str!("../../../seed/borrow-checker.md")),
    ("caching-is-a-promise.md", include_str!("../../../seed/caching-is-a-promise.md")),
    ("chess-at-lunch.md", include_str!("../../../seed/chess-at-lunch.md")),
    ("coffee-by-weight.md", include_str!("../../../seed/coffee-by-weight.md")),
    ("commit-messages.md", include_str!("../../../seed/commit-messages.md")),
    ("css-grid.md", include_str!("../../../seed/css-grid.md")),
    ("debugging-by-halves.md", include_str!("../../../seed/debugging-by-halves.md")),
    ("errors-are-an-interface.md", include_str!("../../../seed/errors-are-an-interface.md")),
    ("flaky-tests.md", include_str!("../../../seed/flaky-tests.md")),
    ("garden-on-a-balcony.md", include_str!("../../../seed/garden-on-a-balcony.md")),
    ("index-you-forgot.md", include_str!("../../../seed/index-you-forgot.md")),
    ("language-after-forty.md", include_str!("../../../seed/language-after-forty.md")),
    ("learning-to-swim.md", include_str!("../../../seed/learning-to-swim.md")),
    ("night-trains.md", include_str!("../../../seed/night-trains.md")),
    ("on-sleep.md", include_str!("../../../seed/on-sleep.md")),
    ("reading-slowly.md", include_str!("../../../seed/reading-slowly.md")),
    ("slow-cameras.md", include_str!("../../../seed/slow-cameras.md")),
    ("small-pull-requests.md", include_str!("../../../seed/small-pull-requests.md")),
    ("sourdough.md", include_str!("../../../seed/sourdough.md")),
    ("speaking-in-public.md", include_str!("../../../seed/speaking-in-public.md")),
    ("stars-from-the-city.md", include_str!("../../../seed/stars-from-the-city.md")),
    ("type-the-domain.md", include_str!("../../../seed/type-the-domain.md")),
    ("walking-meetings.md", include_str!("../../../seed/walking-meetings.md")),
];
