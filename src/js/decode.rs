//! The door for tokens. It is apart from the other because most of the time that a token takes is
//! spent on its way in and out: strings that come and go are allocated, copied and freed.

use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::core::token;

/// Decodes the token at the beginning of `buffer`, whose first two dots are given, and writes over
/// it the JSON text of header and claims, with a comma between them: `JSON.parse` on the other side
/// makes ordinary objects of it faster than they could be built from here. Of the claims alone where
/// the header is `known` to be good. Returns the length of the text, below zero where it is that of
/// an error instead.
///
/// The buffer is lent: JavaScript has allocated it (scripts/build/glue.mjs) and uses it again. It is
/// longer than a token may be.
#[wasm_bindgen]
pub fn decode(
    mut buffer: Vec<u8>,
    length: usize,
    first: usize,
    second: usize,
    known: bool,
) -> isize {
    let written = overwrite(&mut buffer, length, (first, second), known);
    buffer.leak();
    written
}

pub(super) fn overwrite(
    buffer: &mut [u8],
    length: usize,
    dots: (usize, usize),
    known: bool,
) -> isize {
    let length = length.min(buffer.len());
    let token = buffer.get_mut(..length).unwrap_or_default();
    match token::decode_in_place(token, dots, known) {
        Ok(objects) => objects.json.len() as isize,
        Err(error) => {
            let json = error.to_json();
            buffer.iter_mut().zip(json.bytes()).for_each(|(place, byte)| *place = byte);
            -(json.len() as isize)
        }
    }
}
