//! `Storage::Vault`: encrypted in IndexedDB, with a key that no script can read out. The records are those
//! of `pkg/features/vault.js`: tabs with the npm package read and write the same ones.

use alloc::{
    format,
    rc::Rc,
    string::{String, ToString},
};
use core::cell::RefCell;

use futures_util::future::{self, Either, FutureExt, LocalBoxFuture, Shared};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    CryptoKey, IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction, IdbTransactionMode, SubtleCrypto,
};

use super::{
    page,
    storage::{WEB, forget},
};

/// The database, its one object store, and the name of the key in it.
const DATABASE: &str = "presskey";
const STORE: &str = "vault";
const KEY: &str = "key";

/// Version of an entry. One of another version is left alone and not used.
const VERSION: f64 = 1.0;

/// Milliseconds that the browser may take to open the database: some never respond.
const PATIENCE: u32 = 10_000;

const CIPHER: &str = "AES-GCM";

/// The browser keeps us out, or has failed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Broken;

impl From<JsValue> for Broken {
    fn from(_: JsValue) -> Self {
        Self
    }
}

type Result<T> = core::result::Result<T, Broken>;

/// What was done, and what it has read.
type Work = Shared<LocalBoxFuture<'static, Result<Option<String>>>>;

/// The vault of this origin.
#[derive(Default)]
pub(super) struct Vault {
    database: Rc<RefCell<Option<IdbDatabase>>>,
    last: RefCell<Option<Work>>,
}

/// The key of this browser profile, and the id by which tabs know it.
struct Key {
    id: JsValue,
    key: CryptoKey,
}

impl Vault {
    pub(super) fn get(&self, name: &str) -> Work {
        let (opened, name) = (self.opened(name), name.to_string());
        self.queue(async move { opened.read(&name).await })
    }

    pub(super) fn set(&self, name: &str, text: &str) -> Work {
        let (opened, name, text) = (self.opened(name), name.to_string(), text.to_string());
        self.queue(async move { opened.write(&name, &text).await.map(|()| None) })
    }

    pub(super) fn remove(&self, name: &str) -> Work {
        let (opened, name) = (self.opened(name), name.to_string());
        self.queue(async move {
            let open = opened.begin(IdbTransactionMode::Readwrite).await?;
            done(&open.entries.delete(&entry_of(&name))?).await?;
            open.end().await.map(|()| None)
        })
    }

    /// The database, for what is about to happen to this entry. What the app kept under its name in plain text,
    /// before it used the vault, is removed: a tab with an earlier release of it may still keep it.
    fn opened(&self, name: &str) -> Opened {
        WEB.into_iter().for_each(|kind| forget(kind, name));
        Opened(self.database.clone())
    }

    /// One after another: a removal must not be overtaken by what was to be stored before it. It is done also
    /// if nobody waits for it.
    fn queue(&self, work: impl Future<Output = Result<Option<String>>> + 'static) -> Work {
        let before = self.last.take();
        let work = async move {
            if let Some(before) = before {
                // Its own caller hears of its failure.
                let _ = before.await;
            }
            work.await
        };
        let work = work.boxed_local().shared();
        self.last.replace(Some(work.clone()));
        spawn_local(work.clone().map(drop));
        work
    }
}

/// The database, opened when it is first needed, and again after the browser has closed it.
struct Opened(Rc<RefCell<Option<IdbDatabase>>>);

/// A transaction that is under way.
struct Open {
    entries: IdbObjectStore,
    ended: Promise,
}

impl Open {
    /// Waits until it is stored.
    async fn end(self) -> Result<()> {
        JsFuture::from(self.ended).await?;
        Ok(())
    }
}

impl Opened {
    async fn begin(&self, mode: IdbTransactionMode) -> Result<Open> {
        let known = self.0.borrow().clone();
        let database = match known {
            Some(database) => database,
            None => {
                let database = open(&self.0).await?;
                self.0.replace(Some(database.clone()));
                database
            }
        };
        let begun = database.transaction_with_str_and_mode(STORE, mode)?;
        let ended = end_of(&begun);
        // Its failure is reported where it is awaited.
        spawn_local(JsFuture::from(ended.clone()).map(drop));
        Ok(Open { entries: begun.object_store(STORE)?, ended })
    }

    async fn look(&self, entry: &JsValue) -> Result<JsValue> {
        let open = self.begin(IdbTransactionMode::Readonly).await?;
        let found = done(&open.entries.get(entry)?).await?;
        open.end().await?;
        Ok(found)
    }

    /// The key of this browser profile; made once, by the tab that comes first.
    async fn key(&self) -> Result<Key> {
        if let Some(key) = key_in(&self.look(&KEY.into()).await?) {
            return Ok(key);
        }
        let algorithm = object(&[("name", CIPHER.into()), ("length", 256.into())])?;
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let made = subtle()?.generate_key_with_object(&algorithm, false, &usages)?;
        let made = JsFuture::from(made).await?;
        let made = object(&[("id", page::random().into()), ("key", made)])?;
        let open = self.begin(IdbTransactionMode::Readwrite).await?;
        let first = key_in(&done(&open.entries.get(&KEY.into())?).await?);
        if first.is_none() {
            open.entries.put_with_key(&made, &KEY.into())?;
        }
        open.end().await?;
        first.or_else(|| key_in(&made)).ok_or(Broken)
    }

    async fn read(&self, name: &str) -> Result<Option<String>> {
        let Key { key, .. } = self.key().await?;
        let entry = self.look(&entry_of(name)).await?;
        let member = |name: &str| Reflect::get(&entry, &name.into()).unwrap_or_default();
        if member("version").as_f64() != Some(VERSION) {
            return Ok(None);
        }
        // Encrypted with a key that is lost, or changed by somebody: nothing of ours.
        let text = decrypted(&key, name, &member("iv"), &member("data")).await;
        Ok(text.ok())
    }

    async fn write(&self, name: &str, text: &str) -> Result<()> {
        loop {
            let Key { id, key } = self.key().await?;
            let iv = Uint8Array::new_with_length(12);
            let crypto = page::crypto().ok_or(Broken)?;
            crypto.get_random_values_with_array_buffer_view(&iv)?;
            let cipher = cipher(name, &iv)?;
            let data =
                subtle()?.encrypt_with_object_and_u8_array(&cipher, &key, text.as_bytes())?;
            let data = JsFuture::from(data).await?;
            let entry = [("version", VERSION.into()), ("iv", iv.into()), ("data", data)];
            let entry = object(&entry)?;
            let open = self.begin(IdbTransactionMode::Readwrite).await?;
            let known = key_in(&done(&open.entries.get(&KEY.into())?).await?);
            // Cleared meanwhile: nobody could read it.
            let fits = known.is_some_and(|known| known.id == id);
            if fits {
                open.entries.put_with_key(&entry, &entry_of(name))?;
            }
            open.end().await?;
            if fits {
                return Ok(());
            }
        }
    }
}

/// The entry of a name. The app names its sessions (`storage_key`): if one is called as the key is, it must
/// not replace that. A list never equals a text.
fn entry_of(name: &str) -> JsValue {
    if name == KEY { Array::of1(&name.into()).into() } else { name.into() }
}

fn key_in(found: &JsValue) -> Option<Key> {
    let member = |name: &str| Reflect::get(found, &name.into()).ok();
    Some(Key { id: member("id")?, key: member("key")?.dyn_into().ok()? })
}

async fn decrypted(key: &CryptoKey, name: &str, iv: &JsValue, data: &JsValue) -> Result<String> {
    let data = data.dyn_ref::<Object>().ok_or(Broken)?;
    let text = subtle()?.decrypt_with_object_and_buffer_source(&cipher(name, iv)?, key, data)?;
    let text = Uint8Array::new(&JsFuture::from(text).await?).to_vec();
    String::from_utf8(text).map_err(|_| Broken)
}

/// An entry is bound to its name: under another one it does not decrypt.
fn cipher(name: &str, iv: &JsValue) -> Result<Object> {
    let bound = format!("{VERSION}:{name}");
    let bound = Uint8Array::from(bound.as_bytes());
    object(&[("name", CIPHER.into()), ("iv", iv.clone()), ("additionalData", bound.into())])
}

fn object(members: &[(&str, JsValue)]) -> Result<Object> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

/// Missing in pages that are not secure.
fn subtle() -> Result<SubtleCrypto> {
    let subtle = page::global(&["crypto", "subtle"]);
    if subtle.is_object() { Ok(subtle.unchecked_into()) } else { Err(Broken) }
}

/// What a request has found.
async fn done(request: &IdbRequest) -> Result<JsValue> {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(settled).await?;
    Ok(request.result()?)
}

fn end_of(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    })
}

async fn open(slot: &Rc<RefCell<Option<IdbDatabase>>>) -> Result<IdbDatabase> {
    let factory = page::global(&["indexedDB"]);
    if !factory.is_object() {
        return Err(Broken);
    }
    // Without a version: one that a later presskey made is opened as it is.
    let request: IdbOpenDbRequest = factory.unchecked_into::<IdbFactory>().open(DATABASE)?;
    let asked: IdbRequest = request.clone().unchecked_into();
    let made = asked.clone();
    let upgrade: Function = Closure::once_into_js(move || {
        let made: Option<IdbDatabase> = made.result().ok().map(JsCast::unchecked_into);
        if let Some(made) = made {
            // Without the store the first transaction fails, and says so.
            let _ = made.create_object_store(STORE);
        }
    })
    .unchecked_into();
    request.set_onupgradeneeded(Some(&upgrade));
    let opening = core::pin::pin!(done(&asked));
    let database: IdbDatabase = match future::select(opening, TimeoutFuture::new(PATIENCE)).await {
        Either::Left((database, _)) => database?.unchecked_into(),
        Either::Right(_) => return Err(Broken),
    };
    // Cleared by the user, or to be changed by another version.
    let (lost, old) = (slot.clone(), database.clone());
    let forget: Function = Closure::<dyn Fn()>::new(move || {
        old.close();
        lost.take();
    })
    .into_js_value()
    .unchecked_into();
    database.set_onclose(Some(&forget));
    database.set_onversionchange(Some(&forget));
    Ok(database)
}
