//! How effects and the facts of a store travel between JavaScript and Rust.

use super::*;

#[test]
fn effects_travel_as_the_letters_of_the_alphabet() {
    let effects = [Effect::Lock, Effect::GiveUpLock];
    assert_eq!(effects.map(|effect| effect.name().letter()), ['A', 'B']);
    let effects = [LoginEffect::Search { for_login: true }, LoginEffect::Send(Role::Token)];
    assert_eq!(effects.map(LoginEffect::letter), ['A', 'B']);
}

#[test]
fn the_facts_of_a_store_travel_as_bits() {
    for bits in 0..64 {
        assert_eq!(Store::of(bits).bits(), bits);
        assert_eq!(Store::of(bits | 192), Store::of(bits), "further bits don't matter");
    }
    let both = Store::SHARED.and(Store::SLOW);
    assert_eq!(both.bits(), 3);
    assert_eq!(both.and(Store::SLOW), both);
}
