//! Takes the white space out of descriptions while they are compiled. Without it the npm package is
//! 300 bytes smaller (brotli).

/// The description without white space, as text of the program.
macro_rules! compact {
    ($spec:expr) => {{
        const LENGTH: usize = $crate::core::server::compact::without_space::<0>($spec).0;
        const BYTES: [u8; LENGTH] = $crate::core::server::compact::without_space($spec).1;
        // Only ASCII was taken out.
        match core::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => $spec,
        }
    }};
}
pub(super) use compact;

/// JSON without white space outside of strings: how long it is, and its first `N` bytes.
#[allow(clippy::indexing_slicing, reason = "an error of it would end the build")]
pub(super) const fn without_space<const N: usize>(json: &str) -> (usize, [u8; N]) {
    let json = json.as_bytes();
    let mut bytes = [0; N];
    let (mut from, mut to) = (0, 0);
    let mut in_string = false;
    while from < json.len() {
        let byte = json[from];
        if byte == b'"' && (from == 0 || json[from - 1] != b'\\') {
            in_string = !in_string;
        }
        if in_string || !matches!(byte, b' ' | b'\n') {
            if to < N {
                bytes[to] = byte;
            }
            to += 1;
        }
        from += 1;
    }
    (to, bytes)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::without_space;

    #[test]
    fn only_white_space_outside_of_strings_is_taken_out() {
        for (json, wanted) in [
            ("", ""),
            (" \n{ \"a b\": [1,\n  2] }\n", r#"{"a b":[1,2]}"#),
            ("\" a \" ", "\" a \""),
            (r#"{ "a \" b" : " c" }"#, r#"{"a \" b":" c"}"#),
        ] {
            let (length, bytes) = without_space::<32>(json);
            assert_eq!(core::str::from_utf8(&bytes[..length]), Ok(wanted), "{json}");
            assert!(bytes[length..].iter().all(|byte| *byte == 0));
            // The length is asked for before there is room for the text.
            assert_eq!(without_space::<0>(json).0, wanted.len(), "{json}");
        }
        assert_eq!(without_space::<1>("[ ]"), (2, *b"["));
    }
}
