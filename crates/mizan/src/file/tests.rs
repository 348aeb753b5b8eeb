use super::*;
use mizan_core::refusal::in_words;
use tokio::io::AsyncReadExt;

#[test]
fn e15_a_name_is_no_path_and_hides_nothing() {
    for (sent, name) in [
        ("a.png", "a.png"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("/", "file"),
        ("", "file"),
        (r"C:\windows\system32\evil.exe", "evil.exe"),
        (r"..\..\x", "x"),
        ("C:evil", "C_evil"),
        ("a.txt:stream", "a.txt_stream"),
        ("a\0.png", "a.png"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"),
        ("gpj.\u{202e}exe.png", "gpj.exe.png"),
        ("\u{2066}a\u{200b}b\u{feff}", "ab"),
        ("con", "_con"),
        ("CON.txt", "_CON.txt"),
        ("nul .tar.gz", "_nul .tar.gz"),
        ("COM1", "_COM1"),
        ("lpt³.x", "_lpt³.x"),
        ("COM10", "COM10"),
        ("console", "console"),
        (" a. . ", "a"),
        ("...", "file"),
        (".htaccess", ".htaccess"),
        ("Größe 1.png", "Größe 1.png"),
        ("a<b>|?*\".png", "a_b_____.png"),
    ] {
        assert_eq!(cleaned(sent), name, "{sent:?}");
    }
}

#[test]
fn e15_a_name_has_at_most_255_bytes_and_keeps_its_extension() {
    let long = cleaned(&format!("{}.png", "é".repeat(2_000)));
    assert!(long.len() <= 255 && long.ends_with("é.png"), "{long}");
    assert_eq!(cleaned(&"a".repeat(4_096)).len(), 255);
    assert_eq!(cleaned(&format!("a.{}", "b".repeat(4_096))).len(), 255);
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

fn is(declared: &str, bytes: &[u8], accept: &[&str]) -> bool {
    file::may_be(declared, accept) && file::is(declared, bytes, accept)
}

#[test]
fn a_file_is_what_it_is_declared_to_be_and_what_it_begins_as() {
    let svg: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let html: &[u8] = b"<!DOCTYPE html><script>alert(1)</script>";
    let elf: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let pdf: &[u8] = b"%PDF-1.7\n";
    let zip: &[u8] = b"PK\x03\x04\x14\0\0\0";
    for (declared, bytes, accept, accepted) in [
        ("image/png", PNG, &["image/png"][..], true),
        ("image/png", PNG, &["image/*"], true),
        ("image/jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", &["image/jpeg"], true),
        ("image/png", PNG, &["image/jpeg"], false),
        ("image/jpeg", PNG, &["image/png", "image/jpeg"], false),
        ("image/png", svg, &["image/png"], false),
        ("image/png", html, &["image/*"], false),
        ("image/png", b"", &["image/png"], false),
        ("image/svg+xml", svg, &["image/svg+xml"], true),
        ("image/svg+xml", PNG, &["image/svg+xml"], false),
        ("application/octet-stream", PNG, &["image/png"], true),
        ("application/octet-stream", svg, &["image/png"], false),
        ("application/octet-stream", pdf, &["application/octet-stream"], true),
        ("application/octet-stream", pdf, &["application/*"], true),
        ("application/octet-stream", elf, &["application/octet-stream"], false),
        ("application/octet-stream", b"?", &["application/octet-stream"], true),
        ("application/pdf", pdf, &["application/pdf"], true),
        ("application/pdf", html, &["application/pdf"], false),
        ("application/x-zip-compressed", zip, &["application/zip"], true),
        ("text/csv", b"a;b\n", &["text/csv"], true),
        ("text/csv", b"BM;MZ in text is text\n", &["text/csv"], true),
        ("text/csv", b"\xff\xfea\0;\0b\0", &["text/csv"], true),
        ("text/csv", PNG, &["text/csv"], false),
        ("text/csv", elf, &["text/csv"], false),
        ("application/vnd.example", elf, &["application/*"], false),
        ("audio/mpeg", b"\xff\xf3\x44\xc4", &["audio/*"], true),
        ("audio/mpeg", PNG, &["audio/*"], false),
        ("imagex/png", PNG, &["image/*"], false),
    ] {
        assert_eq!(is(declared, bytes, accept), accepted, "{declared} {bytes:?} {accept:?}");
    }
}

#[tokio::test]
async fn content_is_the_same_in_memory_and_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    for size in [0, 1, 1 << 20, (1 << 20) + 1, 3_000_000] {
        let mut memory = Memory::default();
        let mut spool = Spool::default();
        for piece in bytes[..size].chunks(70_001) {
            spool.write(piece, &mut memory, folder.path()).await.unwrap();
        }
        let content = spool.finish(&mut memory, folder.path()).await.unwrap();
        assert_eq!(matches!(content, Content::Disk(_)), size > 1 << 20, "{size}");
        let file = File::expected();
        file.arrive(Arrived::of(Some("x"), OCTET_STREAM.to_owned(), Vec::new(), size as u64, content));
        assert_eq!(file.bytes().await.unwrap(), bytes[..size]);
        let (mut one, mut other) = (Vec::new(), Vec::new());
        let (mut first, mut second) = (file.reader().unwrap(), file.reader().unwrap());
        let read = tokio::join!(first.read_to_end(&mut one), second.read_to_end(&mut other));
        assert_eq!((read.0.unwrap(), read.1.unwrap()), (size, size));
        assert!(one == bytes[..size] && other == bytes[..size]);
        let kept = folder.path().join("kept");
        file.persist(&kept).await.unwrap();
        assert!(std::fs::read(&kept).unwrap() == bytes[..size]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "the upload itself has no name");
    }
}

#[tokio::test]
async fn the_files_of_one_request_share_its_memory() {
    let folder = tempfile::tempdir().unwrap();
    let mut memory = Memory::default();
    let mut contents = Vec::new();
    for _ in 0..4 {
        let mut spool = Spool::default();
        spool.write(&vec![1; 400_000], &mut memory, folder.path()).await.unwrap();
        contents.push(spool.finish(&mut memory, folder.path()).await.unwrap());
    }
    let in_memory = contents.iter().filter(|content| matches!(content, Content::Memory(_))).count();
    assert_eq!(in_memory, 2, "1 MiB has room for two of them");
}

#[tokio::test]
async fn a_file_that_has_not_arrived_has_nothing_in_it() {
    let file = File::expected();
    assert_eq!((file.name(), file.size_bytes(), file.sniffed_type()), ("", 0, None));
    assert!(file.bytes().await.is_err() && file.reader().is_err() && file.persist("/x").await.is_err());
}

#[test]
fn sizes_are_told_exactly() {
    for (bytes, words) in [
        (2_000_000, "2 MB"),
        (10 << 20, "10 MiB"),
        (1 << 30, "1 GiB"),
        (500_000, "500 kB"),
        (1_234, "1234 bytes"),
        (0, "0 bytes"),
    ] {
        assert_eq!(in_words(bytes), words);
    }
}
