//! Lists of the REST API: where one begins, what a response tells of its pages, and when it ends.
//!
//! `pkg/features/content/paginate.js` follows the same rules.

use crate::core::text::concat;
use alloc::{
    borrow::ToOwned,
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use super::error::{Code, Error, Result};

/// The most that WordPress returns in one response (`WP_REST_Controller::get_collection_params()`).
const MOST: u32 = 100;

/// A list that is read page by page.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The route, without a page of its own.
    pub target: String,
    /// The rest of the query.
    pub query: Vec<(String, String)>,
    /// The page to ask for next.
    pub page: u32,
    /// Items on each page.
    pub per_page: u32,
    first: u32,
    /// The text of the page before, where nothing else tells a page from the next.
    before: Option<String>,
    is_over: bool,
}

/// What a response tells of its list, in `X-WP-Total`, `X-WP-TotalPages` and `Link`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// Items on all pages.
    pub total: Option<u32>,
    /// Pages.
    pub total_pages: Option<u32>,
    has_next: bool,
    /// Whether it tells of pages at all. If not, CORS may hide its headers.
    pub is_known: bool,
}

fn invalid(message: &str) -> Box<Error> {
    Error::new(Code::InvalidOption, message)
}

impl List {
    /// The list of a route, from the page and with the size that its query names.
    ///
    /// # Errors
    /// `invalid_option` for numbers that are none, and for an `offset`.
    pub fn new(target: &str, query: &[(String, String)]) -> Result<Self> {
        let (route, own) = target.split_once('?').unwrap_or((target, ""));
        let own: Vec<(&str, &str)> = own
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .collect();
        let of = |name: &str| {
            let given = query.iter().rev().find(|(known, _)| known == name);
            let in_target = || own.iter().find(|(known, _)| *known == name);
            given.map(|(_, value)| value.as_str()).or_else(|| in_target().map(|(_, value)| *value))
        };
        if of("offset").is_some() {
            let message = "paginate() counts pages: begin with `page` instead of `offset`.";
            return Err(invalid(message));
        }
        let number = |name: &str, fallback: u32| match of(name).map(str::parse::<u32>) {
            None => Ok(fallback),
            Some(Ok(number)) if number > 0 => Ok(number),
            Some(_) => Err(invalid(&concat(&["`", name, "` must be a whole number, 1 or more."]))),
        };
        let page = number("page", 1)?;
        let per_page = number("per_page", MOST)?;
        // Else both would stand in the address.
        let counts = |name: &str| name == "page" || name == "per_page";
        let rest = own.iter().filter(|(name, _)| !counts(name));
        let rest: Vec<String> = rest.map(|(name, value)| concat(&[name, "=", value])).collect();
        let mark = if rest.is_empty() { "" } else { "?" };
        Ok(Self {
            target: concat(&[route, mark, &rest.join("&")]),
            query: query.iter().filter(|(name, _)| !counts(name)).cloned().collect(),
            page,
            per_page,
            first: page,
            before: None,
            is_over: false,
        })
    }

    /// The query of the next request.
    pub fn next_query(&self) -> Vec<(String, String)> {
        let mut query = self.query.clone();
        query.push(("page".to_owned(), self.page.to_string()));
        query.push(("per_page".to_owned(), self.per_page.to_string()));
        query
    }

    /// Whether there is nothing more to ask for.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The list cannot be read on.
    pub fn end(&mut self) {
        self.is_over = true;
    }

    /// A page has arrived, with so many items and this text: its number, unless it is not one of the
    /// list any more.
    pub fn take(&mut self, items: u32, text: &str, totals: Totals) -> Option<u32> {
        let page = self.page;
        // What tells nothing of pages may know none, and respond with everything each time.
        let text = (!totals.is_known).then_some(text);
        let is_same = text.is_some() && text == self.before.as_deref();
        self.before = text.map(ToOwned::to_owned);
        if page > self.first && (items == 0 || is_same) {
            self.is_over = true;
            return None;
        }
        self.page += 1;
        self.is_over = !match totals.is_known {
            true => totals.has_next || totals.total_pages.is_some_and(|pages| page < pages),
            false => items >= self.per_page,
        };
        Some(page)
    }

    /// Whether an error only says that the list became shorter meanwhile
    /// (`rest_post_invalid_page_number` and its like).
    pub fn is_beyond(&self, error: &Error) -> bool {
        let code = error.wp_code.as_deref().unwrap_or_default();
        let told =
            code.ends_with("_invalid_page_number") || code.ends_with("_invalid_offset_number");
        self.page > self.first && error.status == Some(400) && told
    }
}

impl Totals {
    /// From the headers of a response.
    pub fn of(total: Option<&str>, total_pages: Option<&str>, link: Option<&str>) -> Self {
        let number = |text: Option<&str>| {
            text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
        };
        // Only whether there is one: an address that a server gives may lead anywhere.
        let has = |relation| has_relation(link.unwrap_or_default(), relation);
        let total_pages = number(total_pages);
        let has_next = has("next");
        let is_known = total_pages.is_some() || has_next || has("prev");
        Self { total: number(total), total_pages, has_next, is_known }
    }
}

/// Whether one of the parameters behind a link is `rel="relation"` (RFC 8288).
fn has_relation(link: &str, relation: &str) -> bool {
    let link = link.to_ascii_lowercase();
    link.split(';').skip(1).any(|parameter| {
        let value = parameter.trim_start().strip_prefix("rel=");
        let value = value.map(|value| value.strip_prefix('"').unwrap_or(value));
        let rest = value.and_then(|value| value.strip_prefix(relation));
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
    })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use alloc::vec;

    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.into(), value.into())
    }

    fn list(target: &str) -> List {
        List::new(target, &[]).unwrap()
    }

    #[test]
    fn begins_where_the_query_says() {
        let list = List::new("/wp/v2/posts", &[pair("page", "3"), pair("search", "a")]).unwrap();
        assert_eq!((list.page, list.per_page), (3, 100));
        assert_eq!(
            list.next_query(),
            vec![pair("search", "a"), pair("page", "3"), pair("per_page", "100")]
        );
    }

    #[test]
    fn takes_page_and_size_out_of_the_target() {
        let list = list("/wp/v2/posts?per_page=5&status=draft&page=2&tags[]=1");
        assert_eq!((list.page, list.per_page), (2, 5));
        assert_eq!(list.target, "/wp/v2/posts?status=draft&tags[]=1");
    }

    #[test]
    fn refuses_what_is_no_page() {
        for query in [pair("page", "0"), pair("page", "-1"), pair("per_page", "all")] {
            let error = List::new("/wp/v2/posts", &[query]).unwrap_err();
            assert_eq!(error.code, Code::InvalidOption);
        }
        assert!(List::new("/wp/v2/posts?offset=10", &[]).is_err());
    }

    #[test]
    fn reads_headers_and_only_the_relation_of_a_link() {
        let totals = Totals::of(Some("12"), Some("3"), None);
        assert_eq!((totals.total, totals.total_pages, totals.is_known), (Some(12), Some(3), true));
        assert_eq!(Totals::of(Some("-1"), Some("many"), None), Totals::default());
        assert_eq!(Totals::of(Some(""), None, None).total, None);
        for link in ["<https://x/?a>; rel=\"next\"", "<x>;rel=next", "<x>; REL=\"NEXT\", <y>"] {
            assert!(Totals::of(None, None, Some(link)).has_next, "{link}");
        }
        for link in ["<https://x/next>", "<x>; rel=\"https://api.w.org/\"", "<x>; rel=nextish"] {
            assert!(!Totals::of(None, None, Some(link)).is_known, "{link}");
        }
    }

    #[test]
    fn either_relation_shows_that_a_server_knows_pages() {
        for link in ["<x>; rel=\"next\"", "<x>; rel=\"prev\""] {
            assert!(Totals::of(None, None, Some(link)).is_known, "{link}");
        }
    }

    #[test]
    fn ends_when_it_is_told_to() {
        let mut list = list("/x");
        assert!(!list.is_over());
        list.end();
        assert!(list.is_over());
    }

    #[test]
    fn ends_with_the_last_page() {
        let mut list = List::new("/x", &[pair("per_page", "2")]).unwrap();
        assert_eq!(list.take(2, "", Totals::of(None, Some("2"), None)), Some(1));
        assert!(!list.is_over());
        assert_eq!(list.take(1, "", Totals::of(None, Some("2"), None)), Some(2));
        assert!(list.is_over());
    }

    #[test]
    fn goes_on_while_pages_are_full_where_nothing_is_told() {
        let mut list = List::new("/x", &[pair("per_page", "2")]).unwrap();
        assert_eq!(list.take(2, "[1,2]", Totals::default()), Some(1));
        assert_eq!(list.take(2, "[3,4]", Totals::default()), Some(2));
        assert_eq!(list.take(1, "[5]", Totals::default()), Some(3));
        assert!(list.is_over());
    }

    #[test]
    fn ends_with_a_route_that_knows_no_pages() {
        let mut list = List::new("/x", &[pair("per_page", "2")]).unwrap();
        assert_eq!(list.take(3, "[1,2,3]", Totals::default()), Some(1));
        assert_eq!(list.take(3, "[1,2,3]", Totals::default()), None);
        assert!(list.is_over());
    }

    #[test]
    fn an_empty_first_page_is_one() {
        let mut list = list("/x");
        assert_eq!(list.take(0, "[]", Totals::of(Some("0"), Some("0"), None)), Some(1));
        assert!(list.is_over());
    }

    #[test]
    fn a_page_number_is_too_large_only_behind_the_first() {
        let mut error = Error::new(Code::HttpError, "");
        error.status = Some(400);
        error.wp_code = Some("rest_post_invalid_page_number".into());
        let mut list = list("/x");
        assert!(!list.is_beyond(&error));
        list.take(100, "", Totals::of(None, Some("2"), None));
        assert!(list.is_beyond(&error));
        error.wp_code = Some("rest_invalid_param".into());
        assert!(!list.is_beyond(&error));
    }
}
