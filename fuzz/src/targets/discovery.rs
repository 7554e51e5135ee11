//! Finding the REST API and the server: any responses, in any order.
//!
//! Each response is a line `STATUS URL`, a line with its `Link` header, and a line with its body.
//! A status below 100 is a request without a response.
//!
//! Holds P8 and P9 of SECURITY.md.

use super::{SITE, assert_inside, line, site};
use presskey::core::{
    discovery::{Discovery, Found, Next, Reply},
    error::{Code, Error, Sent},
    server::Answer,
};

/// The most requests that a search makes ("at most three small anonymous requests", and one more
/// form of the address).
const MOST: usize = 6;

pub fn run(text: &str) {
    let site = site();
    let (mut search, mut next) = Discovery::new(&site, true, None);
    let mut rest = text;
    for count in 0.. {
        match next {
            Next::Request { url, .. } => {
                assert!(count < MOST, "the search does not end");
                assert_inside(&url, SITE, "a request of the search");
            }
            Next::Found(found) => return check(&found),
            Next::Failed(error) => {
                super::assert_json(&error.to_json());
                return;
            }
        }
        let (head, link, body);
        (head, rest) = line(rest);
        (link, rest) = line(rest);
        (body, rest) = line(rest);
        let (status, url) = head.split_once(' ').unwrap_or((head, SITE));
        let status = status.parse().unwrap_or(0);
        let reply = if status < 100 {
            let code = if status == 1 { Code::Offline } else { Code::Unreachable };
            Err(Error::new(code, "No response.").sent(Sent::Maybe))
        } else {
            let answer = Answer { status, body, retry_after: None };
            Ok(Reply { answer, link: (!link.is_empty()).then_some(link), url })
        };
        next = search.next(reply);
    }
}

/// What was found is of the site, and is the same when it is read back from storage.
fn check(found: &Found) {
    let site = site();
    let url = found.root.url("/wp/v2/posts");
    assert_inside(&url, SITE, "the root that was found");
    let record = found.to_record();
    super::assert_json(&record);
    let again = Found::from_record(&record, &site).expect("its own record");
    assert_eq!(again.root.as_str(), found.root.as_str());
    assert_eq!(again.folder, found.folder);
}
