//! Items at random, the same in every run.

use mizan_core::item::Item;

/// A small generator of its own, so that a hundred thousand lists take seconds in a debug build.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub(crate) fn text(&mut self) -> String {
        let texts = ["", "a", "é", "a\r\nb", "\"\\", "null", "5", "x, y;z", "🙂", "\u{0}"];
        texts[self.roll(texts.len())].to_owned()
    }

    pub(crate) fn item(&mut self) -> Item {
        let mut item = match self.roll(9) {
            0 => Item::everything(),
            1..=3 => Item::context("user")
                .param("user_id", [5, -5, 999_999_999_999_999, 9_007_199_254_740_991_i64][self.roll(4)]),
            4 | 5 => Item::context("chart").param("series", self.text()),
            6 => Item::context("wallet").param("open", self.roll(2) == 0).param("id", "18446744073709551616"),
            7 => Item::context("orders"),
            _ => Item::context("chart").param("zoom", [0.0, 1e21, 0.1, 5e-324][self.roll(4)]),
        };
        if self.roll(4) == 0 {
            item = item.user(self.text());
        }
        match item.context_name() {
            "user" if self.roll(3) == 0 => item.function("user_profile"),
            "chart" if self.roll(3) == 0 => item.function("points"),
            "orders" if self.roll(3) == 0 => item.function("my_orders"),
            _ => item,
        }
    }
}
