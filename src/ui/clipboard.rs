//! The clipboard, where the browser lets a page have it.

use gloo::utils::window;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Copies a text, and says whether the browser let it.
pub fn copy(text: &str, told: impl FnOnce(bool) + 'static) {
    // Without a secure context there is no clipboard, and asking for it fails.
    if !window().is_secure_context() {
        return told(false);
    }
    let copied = JsFuture::from(window().navigator().clipboard().write_text(text));
    spawn_local(async move { told(copied.await.is_ok()) });
}
