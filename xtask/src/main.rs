//! `cargo xtask train | evaluate | generate`: what keeps the project, never what it ships.

mod conllu;

fn main() {}
