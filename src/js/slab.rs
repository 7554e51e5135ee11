//! Things that are under way, by number: JavaScript holds the number.

use alloc::vec::Vec;

/// Things by number.
pub(super) struct Slab<T>(Vec<Option<T>>);

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Slab<T> {
    pub(super) fn add(&mut self, thing: T) -> usize {
        let free = self.0.iter().position(Option::is_none);
        let number = free.unwrap_or(self.0.len());
        match self.0.get_mut(number) {
            Some(slot) => *slot = Some(thing),
            None => self.0.push(Some(thing)),
        }
        number
    }

    pub(super) fn get(&self, number: usize) -> Option<&T> {
        self.0.get(number)?.as_ref()
    }

    #[cfg(feature = "web")]
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    pub(super) fn each(&self, look: impl FnMut(&T)) {
        self.0.iter().flatten().for_each(look);
    }

    /// Puts back what was taken from under this number.
    pub(super) fn put(&mut self, number: usize, thing: T) {
        if let Some(slot) = self.0.get_mut(number) {
            *slot = Some(thing);
        }
    }

    pub(super) fn take(&mut self, number: usize) -> Option<T> {
        self.0.get_mut(number)?.take()
    }
}
