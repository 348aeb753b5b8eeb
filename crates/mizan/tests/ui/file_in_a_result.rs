//! A file only arrives: what goes out is a response of the application's own.

use mizan::{File, prelude::*};

#[client]
fn picture(file: File) -> File {
    file
}

#[derive(Serialize, Type)]
struct Gallery {
    pictures: Vec<File>,
}

fn main() {}
