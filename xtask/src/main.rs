//! `cargo xtask train | evaluate | fuzz | tree`: what keeps the project, never what it ships.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of the developers: it talks")]
#![allow(unreachable_pub, reason = "a program: its modules are all private")]

mod archive;
mod articles;
mod conll18;
mod conllu;
mod copies;
mod evaluate;
mod example;
mod fuzz;
mod gazetteer;
mod stories;
mod train;
mod tree;

use std::io::Write;

use clap::Parser;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Trains the model, evaluates the program.")]
enum Task {
    /// Trains the model from CoNLL-U treebanks and writes models/en.bin.
    Train(train::Args),
    /// Measures the program on annotated texts.
    Evaluate(evaluate::Args),
    /// Fills an archive, asks it, kills the program that fills it.
    Archive(archive::Args),
    /// Prints the trees of a text as CoNLL-U.
    Tree(tree::Args),
    /// Makes a web archive in the shape of CC-NEWS, or checks what is read from one.
    #[command(subcommand)]
    Articles(articles::Task),
    /// Measures how well copies of reports are found.
    Copies(copies::Args),
    /// Prints examples/events.csv: events among states that never did so.
    Example,
    /// Makes the table of places that the program ships.
    Gazetteer(gazetteer::Args),
    /// Puts mutated inputs through the reader of texts or of sources, and holds what must hold.
    Fuzz {
        /// What is fuzzed.
        #[arg(value_enum, default_value = "text")]
        what: fuzz::What,
        /// Inputs.
        #[arg(long, default_value_t = 10_000_000)]
        runs: u64,
        /// The same seed gives the same inputs.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Train(args) => train::run(&args),
        Task::Evaluate(args) => evaluate::run(&args),
        Task::Archive(args) => archive::run(&args),
        Task::Tree(args) => tree::run(&args),
        Task::Articles(task) => articles::run(&task),
        Task::Copies(args) => copies::run(&args),
        Task::Example => Ok(std::io::stdout().write_all(example::events().as_bytes())?),
        Task::Gazetteer(args) => gazetteer::run(&args),
        Task::Fuzz { what, runs, seed } => fuzz::run(what, runs, seed),
    }
}
