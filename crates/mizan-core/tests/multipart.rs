//! `docs/protocol.md` §2, §3.3: multipart bodies, in whatever pieces they arrive.

use mizan_core::multipart::{BOUNDARY_LIMIT, Event, HEAD_LIMIT_BYTES, Malformed, PARTS_LIMIT, Parser, boundary};
use proptest::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    data: Vec<u8>,
}

/// Reads a body in pieces of the sizes given, in turn.
fn read(boundary: &str, body: &[u8], sizes: &[usize]) -> Result<Vec<Part>, Malformed> {
    let mut parser = Parser::new(boundary);
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = body;
    let mut sizes = sizes.iter().cycle();
    loop {
        match parser.next()? {
            Event::Part(head) => parts.push(Part {
                name: head.name,
                file_name: head.file_name,
                content_type: head.content_type,
                data: Vec::new(),
            }),
            Event::Data(data) => {
                assert!(!data.is_empty());
                parts.last_mut().unwrap().data.extend_from_slice(data);
            }
            Event::PartEnd => {}
            Event::End => return Ok(parts),
            Event::Wanting if rest.is_empty() => parser.finish(),
            Event::Wanting => {
                let (piece, after) = rest.split_at(rest.len().min(*sizes.next().unwrap()));
                rest = after;
                parser.push(piece);
            }
        }
    }
}

/// In one piece, byte by byte and in others: all of them say the same.
fn all(boundary: &str, body: &[u8]) -> Result<Vec<Part>, Malformed> {
    let whole = read(boundary, body, &[body.len().max(1)]);
    for sizes in [&[1][..], &[2, 3], &[7], &[64, 1]] {
        assert_eq!(read(boundary, body, sizes), whole, "in pieces of {sizes:?}");
    }
    whole
}

fn body(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (head, data) in parts {
        out.extend_from_slice(format!("--X\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        out.extend_from_slice(data);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"--X--\r\n");
    out
}

fn head(text: &str) -> Result<Part, Malformed> {
    let body = format!("--X\r\n{text}\r\n\r\nd\r\n--X--");
    all("X", body.as_bytes()).map(|parts| parts[0].clone())
}

#[test]
fn parts_come_out_as_they_went_in() {
    let parts: &[(&str, &[u8])] = &[
        ("name=\"a\"", b"1"),
        ("name=\"empty\"", b""),
        ("name=\"b\"; filename=\"b.png\"\r\nContent-Type: Image/PNG; charset=x", b"\r\n--Y\r\n--\r\n-"),
        ("name=\"\"; filename=\"\"", b"\r\n"),
        ("name=\"\u{e9}\u{202e}\"", b"\r\n--"),
    ];
    let read = all("X", &body(parts)).unwrap();
    let data: Vec<&[u8]> = read.iter().map(|part| part.data.as_slice()).collect();
    assert_eq!(data, parts.iter().map(|(_, data)| *data).collect::<Vec<_>>());
    assert_eq!(read[2].file_name.as_deref(), Some("b.png"));
    assert_eq!(read[2].content_type.as_deref(), Some("image/png"));
    assert_eq!((read[3].name.as_str(), read[3].file_name.as_deref()), ("", Some("")));
    assert_eq!(read[1].file_name, None);
}

#[test]
fn a_part_without_even_an_empty_line_of_data_is_empty() {
    let read = all("X", b"\r\n--X \t\r\nContent-Disposition: form-data; name=a\r\n\r\n--X--\r\n \r\n").unwrap();
    assert_eq!((read[0].name.as_str(), read[0].data.len()), ("a", 0));
    assert_eq!(all("X", b"--X--"), Ok(Vec::new()));
}

#[test]
fn headers_are_read_as_browsers_and_others_write_them() {
    let disposition = |text: &str| head(&format!("content-disposition: form-data; {text}"));
    let name = |text: &str| disposition(text).unwrap().name;
    assert_eq!(name("name=a"), "a");
    assert_eq!(name("name=\"a; b=c\""), "a; b=c");
    assert_eq!(name("NAME=\"a\\\"b\" ; other=x;"), "a\"b");
    assert_eq!(name("name=\"a%22b\""), "a%22b");
    let file = |text: &str| disposition(&format!("name=a; {text}")).unwrap().file_name.unwrap();
    assert_eq!(file(r#"filename="C:\dir\a.txt""#), r"C:\dir\a.txt");
    assert_eq!(file("filename=\"x\"; filename*=UTF-8'en'na%C3%AFve.txt"), "na\u{ef}ve.txt");
    assert_eq!(
        head("X-Other: 1\r\nContent-Transfer-Encoding: BINARY\r\nContent-Disposition: form-data; name=a").unwrap().name,
        "a"
    );
}

#[test]
fn e14_headers_that_are_none_are_refused() {
    let good = "Content-Disposition: form-data; name=a";
    for bad in [
        "",
        "Content-Disposition: form-data",
        "Content-Disposition: attachment; name=a",
        "Content-Disposition: form-data; name=a; name=b",
        "Content-Disposition: form-data; name=\"a",
        "Content-Disposition: form-data; name=\"a\"b",
        "Content-Disposition: form-data; =a",
        "Content-Disposition: form-data; name=a; filename*=latin-1''x",
        "Content-Disposition: form-data; name=a; filename*=UTF-8''%x0",
        &format!("{good}\r\n{good}"),
        &format!("{good}\r\n folded"),
        &format!("{good}\r\nno colon"),
        &format!("{good}\r\n: no name"),
        &format!("{good}\r\nspace : x"),
        &format!("{good}\r\nx: a\0b"),
        &format!("{good}\r\nx: a\nb: c"),
        &format!("{good}\r\nContent-Type: png"),
        &format!("{good}\r\nContent-Type: text/plain\r\nContent-Type: text/html"),
        &format!("{good}\r\nContent-Transfer-Encoding: base64"),
    ] {
        assert!(matches!(head(bad), Err(Malformed::Head(_))), "{bad:?}: {:?}", head(bad));
    }
    let nested = format!("{good}\r\nContent-Type: multipart/mixed; boundary=Y");
    assert_eq!(head(&nested), Err(Malformed::Head("a part is multipart itself: parts are not nested")));
    let latin = all("X", b"--X\r\nContent-Disposition: form-data; name=\"\xe9\"\r\n\r\n\r\n--X--");
    assert_eq!(latin, Err(Malformed::Head("a part's name is not UTF-8")));
}

#[test]
fn e14_a_body_that_is_cut_off_or_goes_on_is_refused() {
    let whole = body(&[("name=\"a\"", b"123"), ("name=\"b\"; filename=\"f\"", b"456")]);
    for end in 0..whole.len() - 2 {
        assert_eq!(read("X", &whole[..end], &[5]), Err(Malformed::Truncated), "{end}");
    }
    assert!(read("X", &whole[..whole.len() - 2], &[5]).is_ok(), "the last line's end may be left out");
    let more = [&whole[..], b"--X\r\n"].concat();
    assert_eq!(all("X", &more), Err(Malformed::AfterBoundary));
    let more = [&whole[..], &b" ".repeat(1_000)].concat();
    assert_eq!(all("X", &more), Err(Malformed::AfterBoundary));
    for bad in ["--Xx\r\n", "--X-\r\n", "--X\n", "--X\r-", &format!("--X{}\r\n", " ".repeat(100))] {
        assert_eq!(all("X", bad.as_bytes()), Err(Malformed::AfterBoundary), "{bad:?}");
    }
}

#[test]
fn e14_nothing_stands_before_the_first_boundary() {
    for preamble in ["hello\r\n", "\r\n\r\n", "-", "\n", "--x\r\n"] {
        assert_eq!(all("X", format!("{preamble}--X--").as_bytes()), Err(Malformed::NoBoundary), "{preamble:?}");
    }
    // Said at the first byte, and not after ten million.
    let mut parser = Parser::new("X");
    parser.push(b"a");
    assert_eq!(parser.next(), Err(Malformed::NoBoundary));
    assert_eq!(parser.next(), Err(Malformed::NoBoundary));
}

#[test]
fn e14_headers_and_parts_are_bounded() {
    let fits = "a".repeat(HEAD_LIMIT_BYTES - "Content-Disposition: form-data; name=\r\n\r\n".len());
    let part = |name: &str| format!("--X\r\nContent-Disposition: form-data; name={name}\r\n\r\n\r\n");
    assert_eq!(all("X", format!("{}--X--", part(&fits)).as_bytes()).unwrap()[0].name, fits);
    assert_eq!(all("X", format!("{}--X--", part(&format!("{fits}a"))).as_bytes()), Err(Malformed::HeadTooLarge));
    let endless = format!("--X\r\nx: {}", "a".repeat(HEAD_LIMIT_BYTES));
    assert_eq!(all("X", endless.as_bytes()), Err(Malformed::HeadTooLarge), "said before the headers end");
    let parts = part("a").repeat(PARTS_LIMIT);
    assert_eq!(read("X", format!("{parts}--X--").as_bytes(), &[4_096]).unwrap().len(), PARTS_LIMIT);
    let parts = part("a").repeat(PARTS_LIMIT + 1);
    assert_eq!(read("X", format!("{parts}--X--").as_bytes(), &[4_096]), Err(Malformed::TooManyParts));
}

#[test]
fn e14_a_boundary_is_what_rfc_2046_allows() {
    let of = |text: &str| boundary(text).map(Result::ok);
    for (text, expected) in [
        ("multipart/form-data; boundary=a", "a"),
        ("Multipart/Form-Data;charset=utf-8;BOUNDARY=\"a b'()+_,-./:=?\"", "a b'()+_,-./:=?"),
        (&format!("multipart/form-data; boundary={}", "a".repeat(BOUNDARY_LIMIT)), &"a".repeat(BOUNDARY_LIMIT)),
    ] {
        assert_eq!(of(text), Some(Some(expected.to_owned())), "{text}");
    }
    let long = format!("multipart/form-data; boundary={}", "a".repeat(BOUNDARY_LIMIT + 1));
    for bad in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a ",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=a\u{e9}",
        "multipart/form-data; boundary=\"a\\\\\"",
        "multipart/form-data; boundary=\"a{b\"",
        &long,
    ] {
        assert_eq!(of(bad), Some(None), "{bad}");
    }
    for other in ["application/json", "multipart/mixed; boundary=a", "", "multipart/form-datas; boundary=a"] {
        assert_eq!(of(other), None, "{other}");
    }
}

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    // What looks like a boundary and is none is what a reader gets wrong.
    let piece = prop_oneof![
        Just(b"\r".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"-".to_vec()),
        Just(b"\r\n--".to_vec()),
        Just(b"\r\n--bou".to_vec()),
        Just(b"--bound".to_vec()),
        prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_data_survives_in_any_pieces(datas in prop::collection::vec(pieces(), 0..5), sizes in prop::collection::vec(1_usize..40, 1..6)) {
        let contains = |data: &Vec<u8>| [b"\r\n", &data[..]].concat().windows(10).any(|window| window == b"\r\n--bounds");
        prop_assume!(!datas.iter().any(contains));
        let mut body = Vec::new();
        for data in &datas {
            body.extend_from_slice(b"--bounds\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n");
            body.extend_from_slice(data);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--bounds--\r\n");
        let read = read("bounds", &body, &sizes).unwrap();
        prop_assert_eq!(read.into_iter().map(|part| part.data).collect::<Vec<_>>(), datas);
    }

    #[test]
    fn any_body_is_judged_alike_in_any_pieces(pieces in prop::collection::vec(prop_oneof![
        Just("--X".as_bytes().to_vec()), Just(b"\r\n".to_vec()), Just(b"--".to_vec()), Just(b"\r\n--X".to_vec()),
        Just(b"Content-Disposition: form-data; name=a".to_vec()), Just(b"\r\n\r\n".to_vec()), prop::collection::vec(any::<u8>(), 0..4),
    ], 0..20), sizes in prop::collection::vec(1_usize..9, 1..4)) {
        let body = pieces.concat();
        prop_assert_eq!(read("X", &body, &sizes), read("X", &body, &[body.len().max(1)]));
    }
}
