//! Whatever body arrives, in whatever pieces, it is judged alike and without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mizan_core::multipart::{Event, Head, Malformed, Parser, boundary};

/// The parts of a body that is pushed in pieces of that size.
fn read(body: &[u8], size: usize) -> Result<Vec<(Head, Vec<u8>)>, Malformed> {
    let mut parser = Parser::new("X");
    let mut pieces = body.chunks(size);
    let mut parts: Vec<(Head, Vec<u8>)> = Vec::new();
    loop {
        match parser.next()? {
            Event::Part(head) => parts.push((head, Vec::new())),
            Event::Data(data) => parts.last_mut().expect("data is of a part").1.extend_from_slice(data),
            Event::PartEnd => {}
            Event::End => return Ok(parts),
            Event::Wanting => match pieces.next() {
                Some(piece) => parser.push(piece),
                None => parser.finish(),
            },
        }
    }
}

fuzz_target!(|input: (u8, &[u8])| {
    let (size, body) = input;
    let whole = read(body, body.len().max(1));
    assert_eq!(read(body, usize::from(size).max(1)), whole);
    let _ = boundary(&String::from_utf8_lossy(body));
});
