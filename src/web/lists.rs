//! Lists, page by page.

use alloc::{boxed::Box, rc::Rc, vec::Vec};
use core::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::stream::{self, LocalBoxStream, Stream, StreamExt};
use js_sys::Array;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use super::{Client, Request, calls, explain, state::State, whose::Whose};
use crate::core::{
    error::{Code, Error, Result, Sent},
    list::{List, Totals},
};

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// Its number, from 1.
    pub page: u32,
    /// The number of items on all pages, from `X-WP-Total`; `None` if the server doesn't provide it.
    pub total: Option<u32>,
    /// The number of pages, from `X-WP-TotalPages`; `None` if the server doesn't provide it.
    pub total_pages: Option<u32>,
}

/// Every item of a list, as a [`Stream`]. It loads a page when the one before it is used up, and
/// ends after the first error.
pub struct Paginated<T> {
    start: (Rc<State>, Request),
    items: LocalBoxStream<'static, Result<T>>,
}

/// The pages of a list, as a [`Stream`]: each is loaded when it is asked for. Ends after the first
/// error.
pub struct Pages<T>(LocalBoxStream<'static, Result<Page<T>>>);

impl Client {
    /// Iterates over a list of any length, item by item, or page by page with [`Paginated::pages`].
    /// Each page has 100 items, the most that WordPress allows, unless [`Request::per_page`] says
    /// otherwise. If CORS hides the headers that count the items, it asks for WordPress's envelope.
    ///
    /// # Errors
    /// Each item is a `Result`: `invalid_option` for a `page` or `per_page` that is not 1 or more, and
    /// for an `offset`; `malformed_response` if the response is not a list or an item doesn't fit `T`;
    /// those of [`Client::json`].
    ///
    /// ```no_run
    /// # use presskey::web::{Client, Request, Result};
    /// # #[derive(serde::Deserialize)]
    /// # struct Post { id: u64 }
    /// # async fn all(wp: Client) -> Result<()> {
    /// let mut posts = wp.paginate::<Post>(Request::get("/wp/v2/posts").query("status", "draft"));
    /// while let Some(post) = posts.next().await {
    ///     let id = post?.id;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn paginate<T: DeserializeOwned + 'static>(
        &self,
        request: impl Into<Request>,
    ) -> Paginated<T> {
        let start = (self.0.clone(), request.into());
        let pages = Pages::new(start.clone()).0;
        let items = pages.flat_map(|page| {
            stream::iter(match page {
                Ok(page) => page.items.into_iter().map(Ok).collect(),
                Err(error) => Vec::from([Err(error)]),
            })
        });
        Paginated { start, items: Box::pin(items) }
    }

    /// One page of a list, for paging with buttons: the first, or that of [`Request::page`].
    ///
    /// # Errors
    /// As [`Client::paginate`]. A page behind the last is `http_error` with the `wp_code`
    /// `rest_post_invalid_page_number`, as WordPress says it.
    ///
    /// ```no_run
    /// # use presskey::web::{Client, Page, Request, Result};
    /// # #[derive(serde::Deserialize)]
    /// # struct Post { id: u64 }
    /// # async fn second(wp: Client) -> Result<()> {
    /// let page: Page<Post> = wp.page(Request::get("/wp/v2/posts").page(2).per_page(20)).await?;
    /// let label = format!("{} of {}", page.page, page.total_pages.unwrap_or(1));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn page<T: DeserializeOwned>(&self, request: impl Into<Request>) -> Result<Page<T>> {
        let request = request.into().of(&Whose::default());
        let mut list = request.list()?;
        let page = load(&self.0, &request, &mut list).await?;
        // The first page is always one.
        page.ok_or_else(|| malformed("The response is not a list.", 200))
    }
}

impl<T> Pages<T> {
    /// The next page; `None` behind the last.
    pub async fn next(&mut self) -> Option<Result<Page<T>>> {
        self.0.next().await
    }
}

impl<T: DeserializeOwned + 'static> Pages<T> {
    fn new((state, request): (Rc<State>, Request)) -> Self {
        let request = request.of(&Whose::default());
        let list = Some(request.list());
        Self(Box::pin(stream::unfold(list, move |list| {
            let (state, request) = (state.clone(), request.clone());
            async move {
                let mut list = match list? {
                    Ok(list) => list,
                    Err(error) => return Some((Err(error), None)),
                };
                if list.is_over() {
                    return None;
                }
                match load(&state, &request, &mut list).await {
                    Ok(page) => Some((Ok(page?), Some(Ok(list)))),
                    Err(error) => Some((Err(error), None)),
                }
            }
        })))
    }
}

impl<T> Paginated<T> {
    /// The next item; `None` behind the last.
    pub async fn next(&mut self) -> Option<Result<T>> {
        self.items.next().await
    }
}

impl<T: DeserializeOwned + 'static> Paginated<T> {
    /// The list page by page, from its beginning, with its totals.
    pub fn pages(&self) -> Pages<T> {
        Pages::new(self.start.clone())
    }
}

impl<T> Stream for Paginated<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_next_unpin(context)
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Paginated<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Paginated")
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pages")
    }
}

/// A response with a list, before it is known whether it is a page of it.
struct Answered {
    value: JsValue,
    items: Array,
    totals: Totals,
}

/// The next page; nothing if the list has ended meanwhile.
async fn load<T: DeserializeOwned>(
    state: &Rc<State>,
    request: &Request,
    list: &mut List,
) -> Result<Option<Page<T>>> {
    let Answered { value, items, totals } = match ask(state, request, list).await {
        Ok(answered) => answered,
        Err(error) if list.is_beyond(&error) => {
            list.end();
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let text = js_sys::JSON::stringify(&value).ok().and_then(|text| text.as_string());
    let Some(page) = list.take(items.length(), &text.unwrap_or_default(), totals) else {
        return Ok(None);
    };
    let items = serde_wasm_bindgen::from_value(value).map_err(|error| calls::misfit(&error))?;
    Ok(Some(Page { items, page, total: totals.total, total_pages: totals.total_pages }))
}

async fn ask(state: &Rc<State>, request: &Request, list: &List) -> Result<Answered> {
    let hidden = &state.extras.hides_totals;
    let wrapped = request.is_enveloped() || hidden.get();
    let answered = ask_once(state, &request.of_list(list, wrapped)).await?;
    if answered.totals.is_known || answered.items.length() == 0 || wrapped {
        return Ok(answered);
    }
    // CORS may hide the headers; the envelope has them in its body.
    let answered = ask_once(state, &request.of_list(list, true)).await?;
    hidden.set(answered.totals.is_known);
    Ok(answered)
}

async fn ask_once(state: &Rc<State>, request: &Request) -> Result<Answered> {
    let (response, value) = explain::json(state, request).await?;
    let value = value?;
    let header = |name| response.headers().get(name).ok().flatten();
    let totals = Totals::of(
        header("X-WP-Total").as_deref(),
        header("X-WP-TotalPages").as_deref(),
        header("Link").as_deref(),
    );
    match value.dyn_ref::<Array>().cloned() {
        Some(items) => Ok(Answered { value, items, totals }),
        None => Err(malformed("The response is not a list.", response.status())),
    }
}

/// A response that does not hold what the route gives.
pub(super) fn malformed(message: &str, status: u16) -> Box<Error> {
    let mut error = Error::new(Code::MalformedResponse, message).sent(Sent::Answered);
    error.status = Some(status);
    error
}
