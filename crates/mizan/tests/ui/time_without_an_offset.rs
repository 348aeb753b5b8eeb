use chrono::NaiveDateTime;
use mizan::prelude::*;

#[derive(Deserialize, Type)]
struct Booking {
    at: NaiveDateTime,
}

#[client]
fn book(booking: Booking) -> bool {
    booking.at.and_utc().timestamp() > 0
}

fn main() {}
