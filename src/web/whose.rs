//! The requests of one method, or the tries of one request, all for the user of the first: who logs in
//! meanwhile does not go on with what another user has begun.

use alloc::{rc::Rc, string::String};
use core::cell::RefCell;

use crate::core::via::Travel;

/// Names that user. Empty until a request is sent as somebody.
#[derive(Debug, Clone, Default)]
pub(super) struct Whose(Rc<RefCell<String>>);

impl Whose {
    pub(super) fn user(&self) -> Option<String> {
        Some(self.0.borrow().clone()).filter(|user| !user.is_empty())
    }

    pub(super) fn set(&self, user: Option<String>) {
        if let Some(user) = user {
            self.0.replace(user);
        }
    }

    /// The same of a request that goes to a backend.
    pub(super) fn keep(&self, travel: &mut Travel) {
        travel.keep_to(&mut self.0.borrow_mut());
    }
}
