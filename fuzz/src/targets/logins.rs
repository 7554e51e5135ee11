//! Tokens as a server of the list issues them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use presskey::core::server::{Grant, Server};

pub fn server() -> Server {
    Server::by_id("jwt-auth").expect("it is built")
}

/// Token `number`, of user `user % 2`, for so many minutes from now; with 9 minutes it has no end.
pub fn token(number: u32, user: usize, minutes: usize, now: f64) -> String {
    let iat = now / 1000.0;
    let exp = iat + minutes as f64 * 60.0;
    let exp = if minutes == 9 { String::new() } else { format!(r#","exp":{exp}"#) };
    let id = user % 2 + 1;
    let claims = format!(r#"{{"iat":{iat}{exp},"n":{number},"data":{{"user":{{"id":{id}}}}}}}"#);
    [URL_SAFE_NO_PAD.encode("{}"), URL_SAFE_NO_PAD.encode(claims), String::new()].join(".")
}

/// The same, granted, without a refresh token.
pub fn grant(number: u32, user: usize, minutes: usize, now: f64) -> Grant {
    let token = token(number, user, minutes, now);
    let mut grant = server().read_token(token).expect("it is a token");
    grant.user.id = Some((user % 2 + 1) as f64);
    grant
}
