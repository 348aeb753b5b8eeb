//! The form: an application for a place in a workshop, which has a field of every kind.

use jiff::{SignedDuration, Timestamp, civil};
use mizan::prelude::*;
use mizan::{File, Wire};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Applies for a place in a workshop.
#[derive(Deserialize, Type, Form)]
#[form(title = "Apply", rate_limit = "60/min")]
pub struct WorkshopForm {
    /// As it shall stand on your badge. The name Mallory has been taken.
    #[field(label = "Your name", check)]
    #[mizan(min_length = 2, max_length = 60)]
    name: String,
    /// Where we answer.
    #[field(label = "E-mail")]
    #[mizan(email)]
    email: String,
    #[field(label = "Telephone", widget = "tel")]
    #[mizan(pattern = r"^\+?[0-9 ]{6,20}$")]
    telephone: Option<String>,
    #[field(label = "Website")]
    #[mizan(url)]
    website: Option<String>,
    /// With which you change the application later.
    #[field(label = "A word between us", widget = "password")]
    #[mizan(min_length = 6)]
    word: String,
    /// Markdown is welcome.
    #[field(label = "What you would like to build", widget = "textarea")]
    #[mizan(max_length = 500)]
    plan: String,
    #[field(initial = 1)]
    #[mizan(min = 1, max = 4)]
    seats: u32,
    /// From none to ten years.
    #[field(label = "Years of practice", widget = "range", initial = 3)]
    #[mizan(min = 0, max = 10)]
    practice: u32,
    /// In metres.
    #[field(label = "Your height")]
    #[mizan(min = 0.5, max = 2.5)]
    height: Option<f64>,
    /// In euros.
    #[field(label = "What you can pay")]
    fee: Option<Wire<Decimal>>,
    #[field(label = "Day of arrival")]
    arrival: civil::Date,
    #[field(label = "Time of day")]
    time: Option<civil::Time>,
    #[field(label = "When we may call you")]
    call: Option<Timestamp>,
    /// As ISO 8601 writes it: PT1H30M.
    #[field(label = "How long you can stay")]
    stay: Option<SignedDuration>,
    /// If you have one: 0195a3f0-7c1e-7000-8000-00000000abcd.
    #[field(label = "Number of your voucher")]
    voucher: Option<Uuid>,
    #[field(label = "Colour of the badge", widget = "color", initial = "#1a7048")]
    #[mizan(pattern = "^#[0-9a-f]{6}$")]
    colour: String,
    #[field(label = "Meal")]
    meal: Meal,
    #[field(label = "Level", widget = "radio")]
    level: Level,
    #[field(label = "Days")]
    #[mizan(min_items = 1)]
    days: Vec<Day>,
    #[field(label = "Languages", widget = "select_multiple")]
    languages: Vec<Language>,
    /// One on a line.
    keywords: Vec<String>,
    #[field(label = "Where you come from")]
    address: Address,
    /// At most three.
    #[field(label = "Whom you bring")]
    #[mizan(max_items = 3)]
    guests: Vec<Guest>,
    /// PNG or JPEG, at most 1 MB.
    #[field(label = "A portrait")]
    #[mizan(max_bytes = "1MB", accept("image/png", "image/jpeg"))]
    portrait: Option<File>,
    #[field(label = "Papers")]
    papers: Vec<File>,
    #[field(label = "I have read the rules of the house")]
    rules: bool,
    #[field(widget = "hidden", initial = "website")]
    source: String,
}

/// What the workshop has understood.
#[derive(Serialize, Type)]
pub struct Answer {
    /// Whom it greets.
    name: String,
    /// What was asked for, a sentence each.
    said: Vec<String>,
}

impl Submit<()> for WorkshopForm {
    type Output = Answer;
    type Error = mizan::Error;

    async fn validate(
        draft: &WorkshopFormDraft,
        _: &mut FormRequest<'_, ()>,
        problems: &mut Problems,
    ) -> mizan::Result<()> {
        if draft.name.as_deref().is_some_and(|name| name.trim().eq_ignore_ascii_case("mallory")) {
            problems.field("name", "taken", "has been taken");
        }
        if draft.rules == Some(false) {
            problems.field("rules", "required", "have to be read");
        }
        if let (Some(seats), Some(guests)) = (draft.seats, &draft.guests)
            && usize::try_from(seats)? != guests.len() + 1
        {
            let needed = guests.len() + 1;
            problems.form("seats", format!("You and whom you bring need {needed} seats, and {seats} were asked for."));
        }
        Ok(())
    }

    async fn submit(self, request: &mut FormRequest<'_, ()>) -> mizan::Result<Answer> {
        request.redirect_to("/thanks");
        Ok(Answer { said: self.said(), name: self.name })
    }
}

impl WorkshopForm {
    fn said(&self) -> Vec<String> {
        let mut said = vec![format!("{} seats from {} on.", self.seats, self.arrival)];
        said.extend(self.guests.iter().map(|guest| format!("{} comes along.", guest.name)));
        let files = self.portrait.iter().chain(&self.papers);
        said.extend(files.map(|file| format!("{}: {} bytes.", file.name(), file.size_bytes())));
        said
    }
}

/// What there is for lunch.
#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Meal {
    /// With meat
    Meat,
    /// Vegetarian
    Vegetarian,
    /// Nothing, thank you
    None,
}

/// How far one has come.
#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// I begin
    Beginner,
    /// I build things
    Maker,
    /// I teach it
    Teacher,
}

/// When the workshop is open.
#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// Friday
    Friday,
    /// Saturday
    Saturday,
    /// Sunday
    Sunday,
}

/// What one understands.
#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English
    English,
    /// French
    French,
    /// German
    German,
}

/// A place in the world.
#[derive(Deserialize, Type)]
pub struct Address {
    #[mizan(max_length = 80)]
    city: String,
    country: Option<String>,
}

/// Somebody who comes along.
#[derive(Deserialize, Type)]
pub struct Guest {
    #[mizan(max_length = 60)]
    name: String,
    #[mizan(max = 120)]
    age: Option<u32>,
}
