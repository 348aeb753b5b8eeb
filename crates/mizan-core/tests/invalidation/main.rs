//! The invalidation's two texts, and that neither ever says less than was meant.

mod dice;
mod header;
mod hit;
mod list;

use mizan_core::{
    context::{Context, Contexts},
    header::Limit,
    item::{Item, Items},
    param::ParamType,
};

fn contexts() -> Contexts {
    let chart = Context::new("chart").param("series", ParamType::String).param("zoom", ParamType::Number);
    let user = Context::new("user").param("user_id", ParamType::Integer).param("lang", ParamType::String);
    [
        user.function("user_profile").function("user_orders"),
        chart.function("points"),
        Context::new("wallet").param("id", ParamType::WideInteger).param("open", ParamType::Boolean),
        Context::new("orders").function("my_orders").owner_self(),
    ]
    .into_iter()
    .collect()
}

fn one(item: Item) -> Items {
    Items::from_iter([item])
}

fn written(items: &Items) -> String {
    mizan_core::header::write(items, Limit::default())
}

fn read(text: &str) -> Items {
    mizan_core::header::read([text], &contexts()).items
}

fn series(text: &str) -> Item {
    Item::context("chart").param("series", text.to_owned())
}
