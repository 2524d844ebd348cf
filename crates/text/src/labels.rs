//! The label sets of Universal Dependencies for English: UPOS, XPOS (Penn), relations.

macro_rules! labels {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $label:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the labels are those of the treebanks")]
        pub enum $name { $($variant,)* }

        impl $name {
            /// All of them, in the order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The treebank's own spelling.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)* }
            }

            /// The label so spelt.
            pub fn from_label(label: &str) -> Option<$name> {
                match label { $($label => Some($name::$variant),)* _ => None }
            }
        }
    };
}

labels! {
    /// Universal part of speech (universaldependencies.org/u/pos).
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ",
        Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT",
        Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

labels! {
    /// Penn Treebank tag, as the English treebanks use it.
    Xpos {
        Comma = ",", Colon = ":", Stop = ".", OpenQuote = "``", CloseQuote = "''", Dollar = "$",
        Lrb = "-LRB-", Rrb = "-RRB-", Add = "ADD", Afx = "AFX", Cc = "CC", Cd = "CD", Dt = "DT", Ex = "EX",
        Fw = "FW", Gw = "GW", Hyph = "HYPH", In = "IN", Jj = "JJ", Jjr = "JJR", Jjs = "JJS", Ls = "LS",
        Md = "MD", Nfp = "NFP", Nn = "NN", Nnp = "NNP", Nnps = "NNPS", Nns = "NNS", Pdt = "PDT", Pos = "POS",
        Prp = "PRP", PrpPoss = "PRP$", Rb = "RB", Rbr = "RBR", Rbs = "RBS", Rp = "RP", Sym = "SYM", To = "TO",
        Uh = "UH", Vb = "VB", Vbd = "VBD", Vbg = "VBG", Vbn = "VBN", Vbp = "VBP", Vbz = "VBZ", Wdt = "WDT",
        Wp = "WP", WpPoss = "WP$", Wrb = "WRB", Xx = "XX",
    }
}

labels! {
    /// Universal dependency relation with the English treebanks' subtypes (universaldependencies.org/en/dep).
    Deprel {
        Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", AdvclRelcl = "advcl:relcl", Advmod = "advmod",
        Amod = "amod", Appos = "appos", Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc",
        CcPreconj = "cc:preconj", Ccomp = "ccomp", Compound = "compound", CompoundPrt = "compound:prt",
        Conj = "conj", Cop = "cop", Csubj = "csubj", CsubjOuter = "csubj:outer", CsubjPass = "csubj:pass",
        Dep = "dep", Det = "det", DetPredet = "det:predet", Discourse = "discourse", Dislocated = "dislocated",
        Expl = "expl", Fixed = "fixed", Flat = "flat", Goeswith = "goeswith", Iobj = "iobj", List = "list",
        Mark = "mark", Nmod = "nmod", NmodDesc = "nmod:desc", NmodPoss = "nmod:poss",
        NmodUnmarked = "nmod:unmarked", Nsubj = "nsubj", NsubjOuter = "nsubj:outer", NsubjPass = "nsubj:pass",
        Nummod = "nummod", Obj = "obj", Obl = "obl", OblAgent = "obl:agent", OblUnmarked = "obl:unmarked",
        Orphan = "orphan", Parataxis = "parataxis", Punct = "punct", Reparandum = "reparandum", Root = "root",
        Vocative = "vocative", Xcomp = "xcomp",
    }
}

impl Deprel {
    /// The relation without its subtype: `nsubj` for `nsubj:pass`.
    pub fn universal(self) -> &'static str {
        let label = self.label();
        label.split_once(':').map_or(label, |(universal, _)| universal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_read_back() {
        assert!(Upos::ALL.iter().all(|&l| Upos::from_label(l.label()) == Some(l)));
        assert!(Xpos::ALL.iter().all(|&l| Xpos::from_label(l.label()) == Some(l)));
        assert!(Deprel::ALL.iter().all(|&l| Deprel::from_label(l.label()) == Some(l)));
        assert_eq!(Deprel::NsubjPass.universal(), "nsubj");
    }
}
