//! `tests/golden/forms/mizan.json` is what this application prints: a form with every kind of field, whose client the
//! generator's golden files hold. `MIZAN_BLESS=1` writes it anew; then bless those, too.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use mizan::{File, Wire, prelude::*};
use rust_decimal::Decimal;
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

#[derive(Serialize, Type)]
struct Order {
    id: u32,
}

#[derive(Context)]
struct OrdersContext {}

#[client(context = OrdersContext)]
fn order_list() -> Vec<Order> {
    Vec::new()
}

#[derive(Serialize, Type)]
struct Sent {
    sent: bool,
}

/// A message to those who run this.
#[derive(Deserialize, Type, Form)]
#[form(title = "Contact Us")]
struct ContactForm {
    #[mizan(min_length = 1, max_length = 80)]
    name: String,
    /// Where we answer.
    #[field(label = "E-mail")]
    #[mizan(email, max_length = 254)]
    email: String,
    #[field(widget = "textarea")]
    #[mizan(min_length = 10, max_length = 2000)]
    message: String,
}

impl Submit<()> for ContactForm {
    type Output = Sent;
    type Error = mizan::Error;

    async fn submit(self, _: &mut FormRequest<'_, ()>) -> mizan::Result<Sent> {
        Ok(Sent { sent: true })
    }
}

#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case")]
enum Level {
    /// Whenever you like
    Low,
    /// Today
    High,
}

#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case")]
enum Color {
    Red,
    Green,
    DarkBlue,
}

#[derive(Deserialize, Type)]
struct Address {
    #[mizan(max_length = 120)]
    street: String,
    #[field(label = "Town")]
    #[mizan(min_length = 2)]
    city: String,
    #[field(help = "Five digits.")]
    #[mizan(pattern = "^[0-9]{5}$")]
    zip: Option<String>,
}

#[derive(Deserialize, Type)]
struct Line {
    #[mizan(min_length = 1)]
    product: String,
    #[field(initial = 1)]
    #[mizan(min = 1, max = 99)]
    count: u8,
    note: Option<String>,
}

/// Every kind of field once.
#[derive(Deserialize, Type, Form)]
#[form(auth = Authenticated, affects(OrdersContext))]
struct EverythingForm {
    /// What it is about.
    #[field(label = "Subject", check)]
    #[mizan(min_length = 2, max_length = 80)]
    title: String,
    #[field(widget = "textarea", initial = "Dear all,\n")]
    #[mizan(max_length = 4000)]
    body: String,
    #[field(label = "E-mail", initial = "ada@example.org")]
    #[mizan(email)]
    reply_to: String,
    #[mizan(url)]
    website: Option<String>,
    #[field(label = "Password", widget = "password")]
    #[mizan(min_length = 8)]
    secret: Option<String>,
    #[field(widget = "tel")]
    #[mizan(pattern = "^[0-9+ ]{5,20}$")]
    phone: Option<String>,
    #[field(widget = "search")]
    topic: Option<String>,
    #[field(initial = 2)]
    #[mizan(min = 1, max = 8)]
    seats: u8,
    #[field(widget = "range", initial = 5)]
    #[mizan(min = 0, max = 10)]
    volume: u8,
    #[mizan(exclusive_min = 0, multiple_of = 0.5)]
    weight: Option<f64>,
    #[field(widget = "color")]
    #[mizan(pattern = "^#[0-9a-f]{6}$")]
    tint: Option<String>,
    /// At most once a month.
    #[field(initial = true)]
    newsletter: bool,
    #[field(widget = "radio", initial = "low")]
    level: Level,
    favourite: Option<Color>,
    #[mizan(min_items = 1, max_items = 2)]
    colors: Vec<Color>,
    #[field(widget = "select_multiple")]
    #[serde(default)]
    others: Vec<Color>,
    #[serde(default)]
    #[mizan(max_items = 5, inner(min_length = 2))]
    tags: Vec<String>,
    day: NaiveDate,
    hour: Option<NaiveTime>,
    moment: Option<DateTime<Utc>>,
    length: Option<Wire<Duration>>,
    price: Wire<Decimal>,
    reference: Option<Uuid>,
    #[field(widget = "hidden", initial = "golden")]
    source: Option<String>,
    #[mizan(max_bytes = "2MB", accept("image/png", "image/jpeg"))]
    picture: Option<File>,
    #[serde(default)]
    #[mizan(max_items = 3, inner(max_bytes = "5MB"))]
    attachments: Vec<File>,
    address: Address,
    #[field(label = "What you order")]
    #[mizan(min_items = 1, max_items = 5)]
    lines: Vec<Line>,
}

#[derive(mizan::Error)]
enum OrderError {
    /// There is not enough of a product.
    SoldOut { left: u32 },
}

impl Submit<()> for EverythingForm {
    type Output = ();
    type Error = OrderError;

    async fn submit(self, _: &mut FormRequest<'_, ()>) -> Result<(), OrderError> {
        Err(OrderError::SoldOut { left: 0 })
    }
}

#[test]
fn the_golden_document_of_forms_is_what_is_printed() {
    let builder = Mizan::<()>::builder().functions(functions![order_list]);
    let printed = builder.form::<ContactForm>().form::<EverythingForm>().schema_json().unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/forms/mizan.json");
    if std::env::var_os("MIZAN_BLESS").is_some() {
        std::fs::write(path, &printed).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert!(printed == kept, "`MIZAN_BLESS=1 cargo test -p mizan --test http golden`, then read the diff");
}
