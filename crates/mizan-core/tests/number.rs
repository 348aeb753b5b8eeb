//! One text for every double, the one that JavaScript prints.

use mizan_core::json::{DEPTH_LIMIT, canonical, number_text, parse, to_vec};
use sha2::{Digest, Sha256};

/// SHA-256 of what Node 20 gives for the lines of [`lines`], by `String(x)`.
const NODE_DIGEST: &str = "d7c3be4e203ea4010d98e8df3c55bf06f2bb93a504b955e77a9ee18cff43ba2c";
const LINES: usize = 1_000_000;

/// Doubles of every magnitude: the chain of SHA-256 digests that begins with 32 zero bytes, each digest four
/// little-endian doubles, without zeros and what is not finite.
fn doubles() -> impl Iterator<Item = f64> {
    let mut block = [0_u8; 32];
    let blocks = std::iter::repeat_with(move || {
        block = Sha256::digest(block).into();
        block
    });
    blocks
        .flat_map(|block| [0, 8, 16, 24].map(|at| f64::from_le_bytes(block[at..at + 8].try_into().unwrap())))
        .filter(|x| x.is_finite() && *x != 0.0)
}

#[test]
fn b02_a_million_doubles_print_as_in_javascript() {
    let mut hash = Sha256::new();
    for x in doubles().take(LINES) {
        hash.update(format!("{:x},{}\n", x.to_bits(), number_text(x)).as_bytes());
    }
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, NODE_DIGEST);
}

/// RFC 8785, appendix B.
#[test]
fn b02_the_examples_of_rfc_8785_hold() {
    for (bits, text) in [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        assert_eq!(number_text(f64::from_bits(bits)), text, "{bits:x}");
    }
}

#[test]
fn b02_every_writer_prints_the_same() {
    for (x, text) in
        [(1e16, "10000000000000000"), (1e21, "1e+21"), (1e-7, "1e-7"), (-0.0, "0"), (0.1 + 0.2, "0.30000000000000004")]
    {
        assert_eq!(number_text(x), text);
        assert_eq!(to_vec(&x).unwrap(), text.as_bytes());
        let other_spelling = format!("{x:e}");
        assert_eq!(canonical(&parse(other_spelling.as_bytes(), DEPTH_LIMIT).unwrap()), text);
    }
}
