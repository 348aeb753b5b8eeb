//! What is wrong with the constraints of a file is said where it is written.

use mizan::{File, prelude::*};

#[client]
fn sizes(
    #[mizan(max_bytes = "2 MEGS")] a: File,
    #[mizan(max_bytes = 0)] b: File,
    #[mizan(accept())] c: File,
    #[mizan(accept(".png"))] d: File,
    #[mizan(accept("image/PNG"))] e: File,
) {
    let _ = (a, b, c, d, e);
}

#[client]
fn other_types(#[mizan(max_bytes = "2MB")] text: String, #[mizan(accept("image/*"))] files: Vec<File>) {
    let _ = (text, files);
}

#[client]
fn no_text(#[mizan(max_length = 3)] file: File) {
    let _ = file;
}

fn main() {}
