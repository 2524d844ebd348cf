fn main() {
    let t = std::io::read_to_string(std::io::stdin()).unwrap();
    let d = tiltmeter_text::Reader::new(tiltmeter_text::Model::builtin()).read(&t);
    for s in 0..d.sentences.len() {
        let v = d.view(&t, s);
        for i in 0..v.len() {
            println!(
                "{i}\t{}\t{}\t{}\t{}\t{}\t{}",
                v.form(i),
                v.lemma(i),
                v.tokens[i].upos.label(),
                v.tokens[i].xpos.label(),
                v.head(i).map_or(-1, |h| h as i64),
                v.deprel(i).label()
            );
        }
        println!();
    }
}
