//! Lists.

use std::{cell::RefCell, rc::Rc};

use futures_util::StreamExt;
use js_sys::{Array, Object, Promise, Reflect};
use presskey::web::{Page, Pages, Paginated};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::{
    Wp, promise,
    request::{Any, request_of},
};

#[wasm_bindgen]
impl Wp {
    pub fn page(&self, given: JsValue) -> Promise {
        let client = self.client.clone();
        promise(async move { Ok(page_of(client.page(request_of(&given)).await?)) })
    }

    pub fn pages(&self, given: JsValue) -> WpPages {
        WpPages(Rc::new(RefCell::new(self.client.paginate(request_of(&given)).pages())))
    }

    pub fn items(&self, given: JsValue) -> WpItems {
        WpItems(Rc::new(RefCell::new(self.client.paginate(request_of(&given)))))
    }
}

/// The pages of a list.
#[wasm_bindgen]
pub struct WpPages(Rc<RefCell<Pages<Any>>>);

/// The items of a list.
#[wasm_bindgen]
pub struct WpItems(Rc<RefCell<Paginated<Any>>>);

#[wasm_bindgen]
impl WpPages {
    #[allow(clippy::await_holding_refcell_ref, reason = "the tests call it once at a time")]
    pub fn next(&self) -> Promise {
        let pages = self.0.clone();
        promise(async move {
            let page = pages.borrow_mut().next().await.transpose()?;
            Ok(page.map_or(JsValue::UNDEFINED, page_of))
        })
    }
}

#[wasm_bindgen]
impl WpItems {
    #[allow(clippy::await_holding_refcell_ref, reason = "the tests call it once at a time")]
    pub fn next(&self) -> Promise {
        let items = self.0.clone();
        promise(async move {
            // As a Stream, which the pages above are not used as.
            let item = StreamExt::next(&mut *items.borrow_mut()).await.transpose()?;
            Ok(item.map_or(JsValue::UNDEFINED, |item| item.0))
        })
    }
}

fn page_of(page: Page<Any>) -> JsValue {
    let object = Object::new();
    let items: Array = page.items.into_iter().map(|item| item.0).collect();
    let number = |number: Option<u32>| number.map_or(JsValue::NULL, JsValue::from);
    for (name, value) in [
        ("items", items.into()),
        ("page", page.page.into()),
        ("total", number(page.total)),
        ("totalPages", number(page.total_pages)),
    ] {
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}
