//! Documents and what they point at: links lead to files and headings, cited sections of the protocol exist.

use std::collections::BTreeSet;

use crate::tree::{File, files, none, read, root};

const PROTOCOL: &str = "docs/protocol.md";
const CITING: &[&str] = &["rs", "ts", "tsx", "mjs", "md", "toml"];

#[test]
fn links_lead_somewhere() {
    let mut complaints = Vec::new();
    // Prose beside sources is compiled into the documentation, where rustdoc checks its links.
    for file in files().iter().filter(|file| file.is(&["md"]) && !file.path.contains("/src/")) {
        let dead = links(&file.text).into_iter().filter(|link| !leads_somewhere(file, link));
        complaints.extend(dead.map(|link| format!("{}: {link}", file.path)));
    }
    none(complaints, "these links lead nowhere:");
}

#[test]
fn cited_sections_exist() {
    let sections = sections(&read(PROTOCOL));
    assert!(
        sections.contains("5.3") && sections.contains("10.5"),
        "the sections of the protocol are read: {sections:?}"
    );
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| file.is(CITING)) {
        for (number, line) in file.lines() {
            let unknown = cited(line).into_iter().filter(|section| !sections.contains(section));
            complaints.extend(unknown.map(|section| format!("{}:{number}: §{section}", file.path)));
        }
    }
    none(complaints, "docs/protocol.md has no such section:");
}

/// The targets of `[text](target)` outside code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        // What stands between backticks is code: every second part.
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        found.extend(
            prose.match_indices("](").filter_map(|(at, _)| Some(prose[at + 2..].split_once(')')?.0.to_owned())),
        );
    }
    found
}

fn leads_somewhere(file: &File, link: &str) -> bool {
    if link.contains("://") || link.starts_with("mailto:") {
        return true;
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let target = if path.is_empty() { root().join(&file.path) } else { root().join(folder).join(path) };
    let headed = || std::fs::read_to_string(&target).is_ok_and(|text| anchors(&text).contains(anchor));
    target.exists() && (anchor.is_empty() || headed())
}

/// The anchors that a forge makes of headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == ' ';
    headings
        .map(|heading| heading.to_lowercase().chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-"))
        .collect()
}

/// `5`, `5.3`, and `10.5` for the fifth of the numbered rules of a section.
fn sections(protocol: &str) -> BTreeSet<String> {
    let mut sections = BTreeSet::new();
    let mut current = String::new();
    for line in protocol.lines() {
        if let Some(heading) =
            line.trim_start_matches('#').trim_start().strip_prefix('§').filter(|_| line.starts_with('#'))
        {
            current = heading.split_whitespace().next().unwrap_or_default().to_owned();
            sections.insert(current.clone());
        } else if let Some((number, _)) = line.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok()) {
            sections.insert(format!("{current}.{number}"));
        }
    }
    sections
}

/// The sections that a line cites, without those of an RFC.
fn cited(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, sign) in line.match_indices('§') {
        let number: String = line[at + sign.len()..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let number = number.trim_end_matches('.');
        if !number.is_empty() && !is_of_an_rfc(&line[..at]) {
            found.push(number.to_owned());
        }
    }
    found
}

/// True after `RFC 9110 ` and after `RFC 9110 §8.8.3, `: nothing but numbers of sections since the RFC's own.
fn is_of_an_rfc(before: &str) -> bool {
    let only_sections = |rest: &str| {
        let mut words = rest.split([' ', ',', '(']).filter(|word| !word.is_empty());
        words.next().is_some_and(|rfc| rfc.parse::<u32>().is_ok())
            && words.all(|word| word.starts_with('§') || word == "and")
    };
    before.rsplit_once("RFC ").is_some_and(|(_, rest)| only_sections(rest))
}

#[test]
fn a_section_of_an_rfc_is_none_of_ours() {
    assert_eq!(cited("as RFC 9651 §4.2 and `docs/protocol.md` §5.3."), ["5.3"]);
    assert_eq!(cited("§4; RFC 9110 §8.8.3, §13.1.2 and §15"), ["4"]);
    assert_eq!(cited("RFC 9651; §5.3"), ["5.3"]);
    assert_eq!(cited("§3.1, §4; see § in general"), ["3.1", "4"]);
}

#[test]
fn code_holds_no_links() {
    assert_eq!(links("see [a](b.md#c) and `[x](y)`\n```\n[p](q)\n```\n[d](e)"), ["b.md#c", "e"]);
}
