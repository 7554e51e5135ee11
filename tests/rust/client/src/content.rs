//! What an app does with the content of a site.

use js_sys::{Array, Function, Object, Promise, Reflect};
use presskey::web::{BatchRequest, BatchResult, Result, Upload};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::future_to_promise;
use web_sys::Blob;

use crate::{
    Wp, abortable,
    options::{member, number, text},
    promise,
    request::{Any, Node, request_of},
};

#[wasm_bindgen]
impl Wp {
    /// `given` are the fields of the npm package's `UploadOptions`.
    pub fn upload(&self, file: Blob, given: JsValue) -> Promise {
        let client = self.client.clone();
        let upload = upload_of(file, &given);
        abortable(&given, async move {
            let media: Any = client.upload(upload).await?;
            Ok(media.0)
        })
    }
}

#[wasm_bindgen]
impl Wp {
    /// `given` is a list of `{ path, method, body }`. Rejects with the error and the results before
    /// it, as JSON.
    pub fn batch(&self, given: Array) -> Promise {
        let client = self.client.clone();
        let requests: Vec<_> = given.iter().map(|one| batch_request_of(&one)).collect();
        future_to_promise(async move {
            client.batch(requests).await.map(results_of).map_err(|failed| {
                let both = Array::of2(&failed.error.to_json().into(), &results_of(failed.results));
                both.into()
            })
        })
    }
}

/// Responses read as a [`Node`]: resolves with how many children that has.
#[wasm_bindgen]
impl Wp {
    #[wasm_bindgen(js_name = jsonTree)]
    pub fn json_tree(&self, given: JsValue) -> Promise {
        let client = self.client.clone();
        promise(async move {
            let node: Node = client.json(request_of(&given)).await?;
            Ok(node.children.len() as u32)
        })
    }

    #[wasm_bindgen(js_name = pageTree)]
    pub fn page_tree(&self, given: JsValue) -> Promise {
        let client = self.client.clone();
        promise(async move {
            let page: presskey::web::Page<Node> = client.page(request_of(&given)).await?;
            Ok(page.items.iter().map(|node| node.children.len() as u32).sum::<u32>())
        })
    }

    #[wasm_bindgen(js_name = batchTree)]
    pub fn batch_tree(&self, given: Array) -> Promise {
        let client = self.client.clone();
        let requests: Vec<_> = given.iter().map(|one| batch_request_of(&one)).collect();
        promise(async move {
            let results = client.batch(requests).await.map_err(|failed| failed.error)?;
            let nodes: Vec<Node> = results.iter().map(BatchResult::json).collect::<Result<_>>()?;
            Ok(nodes.iter().map(|node| node.children.len() as u32).sum::<u32>())
        })
    }

    #[wasm_bindgen(js_name = uploadTree)]
    pub fn upload_tree(&self, file: Blob, given: JsValue) -> Promise {
        let client = self.client.clone();
        promise(async move {
            let node: Node = client.upload(upload_of(file, &given)).await?;
            Ok(node.children.len() as u32)
        })
    }

    #[wasm_bindgen(js_name = claimsTree)]
    pub fn claims_tree(&self) -> Option<u32> {
        self.client.claims::<Node>().map(|node| node.children.len() as u32)
    }
}

fn batch_request_of(given: &JsValue) -> BatchRequest {
    let method = text(given, "method").unwrap_or_else(|| "POST".into());
    let request = BatchRequest::new(method, text(given, "path").unwrap_or_default());
    match member(given, "body") {
        Some(body) => request.json(&Any(body)),
        None => request,
    }
}

fn results_of(results: Vec<BatchResult>) -> JsValue {
    let of = |result: BatchResult| {
        let object = Object::new();
        let headers = Object::new();
        for (name, value) in &result.headers {
            let _ = Reflect::set(&headers, &name.into(), &value.into());
        }
        let body = result.json::<Any>().map_or(JsValue::UNDEFINED, |body| body.0);
        for (name, value) in
            [("status", result.status.into()), ("body", body), ("headers", headers.into())]
        {
            let _ = Reflect::set(&object, &name.into(), &value);
        }
        JsValue::from(object)
    };
    results.into_iter().map(of).collect::<Array>().into()
}

fn upload_of(file: Blob, given: &JsValue) -> Upload {
    let mut upload = Upload::new(file);
    if let Some(name) = text(given, "filename") {
        upload = upload.filename(name);
    }
    if let Some(title) = text(given, "title") {
        upload = upload.title(title);
    }
    if let Some(alt) = text(given, "alt") {
        upload = upload.alt(alt);
    }
    if let Some(caption) = text(given, "caption") {
        upload = upload.caption(caption);
    }
    if let Some(id) = number(given, "post") {
        upload = upload.post(id as u64);
    }
    let Some(listener) = member(given, "onProgress") else { return upload };
    let listener: Function = listener.unchecked_into();
    upload.on_progress(move |progress| {
        let event = Object::new();
        for (name, value) in [("loaded", progress.loaded), ("total", progress.total)] {
            let _ = Reflect::set(&event, &name.into(), &(value as f64).into());
        }
        let _ = listener.call1(&JsValue::NULL, &event);
    })
}
