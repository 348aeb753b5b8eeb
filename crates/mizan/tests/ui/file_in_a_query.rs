//! A file is no part of a read.

use mizan::{File, prelude::*};

#[derive(Context)]
struct UserContext {
    user_id: u32,
}

#[client(context = UserContext)]
fn user_picture(user_id: u32, picture: Option<File>) -> u32 {
    drop(picture);
    user_id
}

#[client(context = local)]
fn picture_size(picture: File) -> u32 {
    drop(picture);
    0
}

#[derive(Context)]
struct PictureContext {
    picture: File,
}

fn main() {}
