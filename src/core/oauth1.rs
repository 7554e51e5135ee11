//! Signatures of OAuth 1.0a (RFC 5849): what is signed, and the header. The hash is the browser's.

use crate::core::text::concat;
use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

/// The signature method unless an app names another.
pub const USUAL: &str = "HMAC-SHA256";

/// A consumer's credentials, and those of a user if there are any.
#[derive(Clone, Default)]
pub struct Keys {
    /// The app's.
    pub consumer_key: String,
    /// The app's.
    pub consumer_secret: String,
    /// The user's, or a temporary one.
    pub token: String,
    /// The secret that came with it.
    pub token_secret: String,
    /// `HMAC-SHA256` or `HMAC-SHA1`.
    pub signature_method: String,
}

/// A request to sign.
pub struct Signing<'a> {
    /// GET, POST and others.
    pub method: &'a str,
    /// Its address without a query.
    pub address: &'a str,
    /// The parameters of its query, then those of a form in its body, decoded.
    pub pairs: Vec<(String, String)>,
    /// What no other request has.
    pub nonce: &'a str,
    /// Seconds since the epoch.
    pub timestamp: u64,
    /// Further parameters of the protocol.
    pub oauth: &'a [(&'a str, &'a str)],
}

/// What the hash needs, and the header that its result completes.
pub struct Signable {
    /// The signature base string (section 3.4.1).
    pub base: String,
    /// The key of the HMAC (section 3.4.2).
    pub key: String,
    parameters: Vec<(String, String)>,
}

/// The hash of a signature method, as browsers name it.
pub fn hash_of(signature_method: &str) -> Option<&'static str> {
    match signature_method {
        "HMAC-SHA256" => Some("SHA-256"),
        "HMAC-SHA1" => Some("SHA-1"),
        _ => None,
    }
}

/// Percent-encoding (section 3.6).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// PHP knows the members of a list by their number, and so does the server's signature.
fn numbered(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut next = BTreeMap::new();
    let number = |(name, value): (String, String)| {
        let Some(list) = name.strip_suffix("[]") else { return (name, value) };
        let at = next.entry(list.to_string()).or_insert(0u32);
        let name = format!("{list}[{at}]");
        *at += 1;
        (name, value)
    };
    pairs.into_iter().map(number).collect()
}

impl Signable {
    /// Prepares the signature of a request.
    pub fn new(keys: &Keys, request: Signing) -> Self {
        let timestamp = request.timestamp.to_string();
        let own = [
            ("oauth_consumer_key", keys.consumer_key.as_str()),
            ("oauth_nonce", request.nonce),
            ("oauth_signature_method", &keys.signature_method),
            ("oauth_timestamp", &timestamp),
        ];
        let token = (!keys.token.is_empty()).then_some(("oauth_token", keys.token.as_str()));
        let given = own.into_iter().chain(token).chain(request.oauth.iter().copied());
        let parameters: Vec<(String, String)> =
            given.map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let all = numbered(request.pairs).into_iter().chain(parameters.iter().cloned());
        let mut pairs: Vec<_> = all.map(|(name, value)| (encode(&name), encode(&value))).collect();
        pairs.sort();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let parts = [&request.method.to_uppercase(), request.address, &pairs.join("&")];
        Self {
            base: parts.map(encode).join("&"),
            key: concat(&[&encode(&keys.consumer_secret), "&", &encode(&keys.token_secret)]),
            parameters,
        }
    }

    /// The value of the `Authorization` header (section 3.5.1), with the signature in base64.
    pub fn header(&self, signature: &str) -> String {
        let signature = ("oauth_signature".to_string(), signature.to_string());
        let all = self.parameters.iter().chain(core::iter::once(&signature));
        let parts: Vec<_> =
            all.map(|(name, value)| format!("{}=\"{}\"", encode(name), encode(value))).collect();
        concat(&["OAuth ", &parts.join(", ")])
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.into(), value.into())
    }

    fn keys() -> Keys {
        Keys {
            consumer_key: "9djdj82h48djs9d2".into(),
            consumer_secret: "j49sk3j29djd".into(),
            token: "kkk9d7dh3k39sjv7".into(),
            token_secret: "dh893hdasih9".into(),
            signature_method: "HMAC-SHA1".into(),
        }
    }

    fn signing(pairs: Vec<(String, String)>) -> Signing<'static> {
        Signing {
            method: "POST",
            address: "http://example.com/request",
            pairs,
            nonce: "7d8f3e4a",
            timestamp: 137_131_201,
            oauth: &[],
        }
    }

    #[test]
    fn builds_the_base_string_of_rfc_5849_section_3_4_1() {
        let pairs =
            [("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("c2", ""), ("a3", "2 q")];
        let pairs = pairs.map(|(name, value)| pair(name, value)).into();
        let signable = Signable::new(&keys(), signing(pairs));
        assert_eq!(
            signable.base,
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D\
             %253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26\
             oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D\
             137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
        assert_eq!(signable.key, "j49sk3j29djd&dh893hdasih9");
    }

    #[test]
    fn numbers_the_members_of_a_list() {
        let pairs = [pair("a[]", "1"), pair("b[]", "2"), pair("a[]", "3"), pair("c", "4")];
        let numbered = numbered(pairs.into());
        let names: Vec<_> = numbered.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a[0]", "b[0]", "a[1]", "c"]);
    }

    #[test]
    fn encodes_everything_but_unreserved_characters() {
        assert_eq!(encode("aZ9-._~"), "aZ9-._~");
        assert_eq!(encode("!'()* é&+"), "%21%27%28%29%2A%20%C3%A9%26%2B");
    }

    #[test]
    fn writes_the_header_without_what_is_no_parameter_of_the_protocol() {
        let mut keys = keys();
        keys.token.clear();
        let signable = Signable::new(&keys, signing([pair("title", "Hi")].into()));
        assert_eq!(
            signable.header("a+b="),
            "OAuth oauth_consumer_key=\"9djdj82h48djs9d2\", oauth_nonce=\"7d8f3e4a\", \
             oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", \
             oauth_signature=\"a%2Bb%3D\""
        );
    }

    #[test]
    fn knows_two_signature_methods() {
        assert_eq!(hash_of(USUAL), Some("SHA-256"));
        assert_eq!(hash_of("HMAC-SHA1"), Some("SHA-1"));
        assert_eq!(hash_of("PLAINTEXT"), None);
    }
}
