//! Getting a language's texts, which are not in the program.

use gloo::utils::window;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::prefs;
use crate::text::{self, Lang};
#[cfg(feature = "every-protocol")]
use crate::ui::address::Address;

/// What `boot.js` calls the function that promises the file of a language. It asks for the first
/// while the program is still on its way, so that nothing waits for one after the other.
const FETCH: &str = "quorateTexts";

/// The language to begin with: the one that a link asks for, or the visitor's own.
pub fn first() -> Lang {
    #[cfg(feature = "every-protocol")]
    if let Some(lang) = Address::here().and_then(|address| address.lang) {
        return lang;
    }
    prefs::language()
}

/// Makes sure that a language can be spoken; false when its texts cannot be had.
pub async fn learn(lang: Lang) -> bool {
    text::knows(lang) || fetch(lang).await.is_ok_and(|file| text::learn(lang, &file))
}

async fn fetch(lang: Lang) -> Result<String, JsValue> {
    let fetch: Function = Reflect::get(&window(), &FETCH.into())?.dyn_into()?;
    let promise: Promise = fetch
        .call1(&JsValue::NULL, &lang.file().into())?
        .dyn_into()?;
    let file = JsFuture::from(promise).await?;
    file.as_string().ok_or(JsValue::NULL)
}
