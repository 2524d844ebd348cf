//! A brief as one page of HTML that needs nothing else: no script, no font, no request.
//!
//! The report's text stands on the left with its acts underlined and numbered; each number leads to
//! the event on the right, and the event's quoted words lead back. Verbal acts are underlined in
//! dots, material ones in a line; cooperation is green, conflict red.

use std::fmt::Write;

use tiltmeter::record::{Span, Statement};
use tiltmeter::{Block, BlockKind};

use super::brief::{
    ASSERTED, Brief, Camp, Figure, Line, OF_ONE_REPORT, one_line, statement_remarks, tilt_in_words,
};
use super::marks::{Marks, Segment};

const STYLE: &str = include_str!("page.css");

/// Writes the page.
pub(crate) fn write(briefs: &[Brief<'_>]) -> String {
    let title = briefs.first().map_or("Tiltmeter".to_string(), |brief| brief.title.clone());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escape(&title)
    );
    for (report_idx, brief) in briefs.iter().enumerate() {
        Article { html: &mut html, brief, key: format!("r{}", report_idx + 1) }.write();
    }
    html.push_str(LEGEND);
    html.push_str("</body>\n</html>\n");
    html
}

const LEGEND: &str = "<footer>\n<p><span class=\"act q1\">verbal cooperation</span> \
    <span class=\"act q2\">material cooperation</span> <span class=\"act q3\">verbal conflict</span> \
    <span class=\"act q4\">material conflict</span> <span class=\"party\">actor or recipient</span> \
    <span class=\"said\">reported speech</span></p>\n\
    <p>Read by Tiltmeter. Event types and codes are PLOVER’s. What the report does not tell is left open.</p>\n\
    </footer>\n";

/// The text with what HTML takes for markup written out, fit for content and for quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // HTML knows no other control characters, and none of them shows.
            '\n' | '\t' => escaped.push(character),
            _ if character.is_control() => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

// One report. Its anchors begin with its key: `r1-e3` is its third event, `r1-w3` that event's words.
struct Article<'w, 'b> {
    html: &'w mut String,
    brief: &'b Brief<'b>,
    key: String,
}

impl Article<'_, '_> {
    fn write(mut self) {
        self.put("<main>\n<section class=\"report\" aria-label=\"The report\">\n");
        self.report();
        self.put("</section>\n<section class=\"brief\" aria-label=\"What it tells\">\n");
        self.events();
        self.ties();
        self.who_is_who();
        self.statements();
        self.tilt();
        self.put("</section>\n</main>\n");
    }

    fn put(&mut self, html: &str) {
        self.html.push_str(html);
    }

    // Writing to a string cannot fail.
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        let _ = self.html.write_fmt(line);
        self.html.push('\n');
    }

    fn report(&mut self) {
        let brief = self.brief;
        let blocks = &brief.document.blocks;
        let has_headline = blocks.first().is_some_and(|block| block.kind == BlockKind::Headline);
        if !has_headline {
            self.line(format_args!("<h1>{}</h1>", escape(&brief.title)));
        }
        let marks = Marks::new(brief);
        let mut meta_is_due = true;
        for (block_idx, block) in blocks.iter().enumerate() {
            // The day stands below the headline, or before all else.
            if meta_is_due && !(block_idx == 0 && has_headline) {
                self.meta();
                meta_is_due = false;
            }
            self.block(&marks, block, block_idx, has_headline);
        }
        if meta_is_due {
            self.meta();
        }
    }

    fn meta(&mut self) {
        let report = self.brief.report;
        let published = match report.date {
            Some(date) => format!("Published <time>{date}</time>"),
            None => "Day of publication unknown".to_string(),
        };
        let publisher =
            report.publisher.as_deref().map_or(String::new(), |name| format!(" · {}", escape(name)));
        let url = report.url.as_deref().map_or(String::new(), |url| format!(" · {}", escape(url)));
        self.line(format_args!("<p class=\"meta\">{published}{publisher}{url}</p>"));
    }

    fn block(&mut self, marks: &Marks<'_>, block: &Block, block_idx: usize, has_headline: bool) {
        let words = self.marked(marks, block.span);
        let after_dateline =
            block_idx > 0 && self.brief.document.blocks[block_idx - 1].kind == BlockKind::Dateline;
        match block.kind {
            BlockKind::Headline if block_idx == 0 && has_headline => {
                self.line(format_args!("<h1>{words}</h1>"))
            }
            BlockKind::Headline => self.line(format_args!("<h2>{words}</h2>")),
            BlockKind::Byline => self.line(format_args!("<p class=\"byline\">{words}</p>")),
            BlockKind::Caption => self.line(format_args!("<p class=\"caption\">{words}</p>")),
            BlockKind::Credit | BlockKind::Imprint => {
                self.line(format_args!("<p class=\"credit\">{words}</p>"))
            }
            // A dateline opens the paragraph that follows it.
            BlockKind::Dateline => self.put(&format!("<p><span class=\"dateline\">{words}</span> ")),
            BlockKind::Paragraph if after_dateline => self.line(format_args!("{words}</p>")),
            BlockKind::Paragraph => self.line(format_args!("<p>{words}</p>")),
        }
    }

    fn marked(&self, marks: &Marks<'_>, span: Span) -> String {
        marks.segments(span).iter().map(|segment| self.segment(segment)).collect()
    }

    fn segment(&self, segment: &Segment<'_>) -> String {
        let (key, brief) = (&self.key, self.brief);
        let mut html = String::new();
        for event_idx in &segment.begins {
            let _ = write!(html, "<span id=\"{key}-w{}\"></span>", event_idx + 1);
        }
        for statement_idx in &segment.begins_said {
            let _ = write!(html, "<span id=\"{key}-q{}\"></span>", statement_idx + 1);
        }
        html.push_str(&span_of(segment, brief));
        for &event_idx in &segment.ends {
            let line = &brief.events[event_idx];
            let (quad, codes) = (line.event.event.quad() as u8, &line.codes);
            let _ = write!(
                html,
                "<a class=\"tag q{quad}\" href=\"#{key}-e{0}\" title=\"{codes}\">{0}&nbsp;{1}</a>",
                event_idx + 1,
                line.event.event.code()
            );
        }
        html
    }

    fn events(&mut self) {
        self.line(format_args!("<h2>What happened</h2>"));
        let brief = self.brief;
        if brief.events.is_empty() {
            self.line(format_args!("<p>Nothing codable found: no event.</p>"));
            return;
        }
        self.line(format_args!("<ol class=\"events\">"));
        for (event_idx, line) in brief.events.iter().enumerate() {
            self.event(event_idx + 1, line);
        }
        self.line(format_args!("</ol>"));
    }

    fn event(&mut self, number: usize, line: &Line<'_>) {
        let (key, quad) = (self.key.clone(), line.event.event.quad() as u8);
        let words = escape(&one_line(line.event.span.of(&self.brief.report.text)));
        self.line(format_args!("<li id=\"{key}-e{number}\" class=\"q{quad}\">"));
        self.line(format_args!(
            "<p class=\"when\"><b>{number}</b> <time>{}</time> <span>{}</span></p>",
            line.date, line.codes
        ));
        self.line(format_args!("<p>{}</p>", escape(&line.sentence)));
        self.line(format_args!("<p class=\"words\"><a href=\"#{key}-w{number}\">“{words}”</a></p>"));
        if !line.remarks.is_empty() {
            self.line(format_args!("<p class=\"remarks\">{}</p>", escape(&line.remarks.join(" · "))));
        }
        for step in &line.event.explanation {
            self.line(format_args!("<p class=\"remarks\">{}</p>", escape(step)));
        }
        self.line(format_args!("</li>"));
    }

    fn ties(&mut self) {
        let brief = self.brief;
        if brief.ties.is_empty() {
            return;
        }
        self.line(format_args!("<h2>Who gives what to whom</h2>\n<ul class=\"statements\">"));
        for line in &brief.ties {
            let evidence = escape(&one_line(line.tie.span.of(&brief.report.text)));
            self.line(format_args!(
                "<li><time>{}</time> {}<br><span class=\"remarks\">{}</span><blockquote>{evidence}</blockquote></li>",
                escape(&line.date),
                escape(&line.sentence),
                escape(&line.remarks.join(" · "))
            ));
        }
        self.line(format_args!("</ul>"));
    }

    fn who_is_who(&mut self) {
        let brief = self.brief;
        if brief.camps.is_empty() {
            return;
        }
        self.line(format_args!("<h2>Who is who</h2>\n<dl>"));
        for camp in &brief.camps {
            self.camp(camp);
        }
        self.line(format_args!("</dl>"));
    }

    fn camp(&mut self, camp: &Camp<'_>) {
        self.line(format_args!("<dt>{}</dt>", escape(camp.code)));
        for figure in &camp.parties {
            self.line(format_args!("<dd>{}</dd>", figure_in_html(figure)));
        }
    }

    fn statements(&mut self) {
        let brief = self.brief;
        if brief.statements.is_empty() {
            return;
        }
        self.line(format_args!("<h2>Who said what</h2>\n<ul class=\"statements\">"));
        for (statement_idx, statement) in brief.statements.iter().enumerate() {
            self.statement(statement_idx + 1, statement);
        }
        self.line(format_args!("</ul>"));
    }

    fn tilt(&mut self) {
        let brief = self.brief;
        if brief.tilts.is_empty() && brief.assertions.is_empty() {
            return;
        }
        self.line(format_args!("<h2>How it tilts</h2>\n<ul class=\"statements\">"));
        for tilt in &brief.tilts {
            self.line(format_args!("<li>{}</li>", escape(&tilt_in_words(tilt))));
        }
        self.line(format_args!("</ul>\n<p class=\"remarks\">{}</p>", escape(OF_ONE_REPORT)));
        if brief.assertions.is_empty() {
            return;
        }
        self.line(format_args!("<p>{ASSERTED}</p>\n<ul class=\"statements\">"));
        for assertion in &brief.assertions {
            let (told, quoted) = (escape(&assertion.told), escape(&assertion.quoted));
            self.line(format_args!("<li>{told}<blockquote>{quoted}</blockquote></li>"));
        }
        self.line(format_args!("</ul>"));
    }

    fn statement(&mut self, number: usize, statement: &Statement) {
        let text = self.brief.report.text.as_str();
        let names = &self.brief.names;
        let speaker =
            statement.speaker.as_ref().map_or("Somebody unnamed".to_string(), |actor| names.party(actor));
        let addressee =
            statement.addressee.as_ref().map_or(String::new(), |actor| format!(" to {}", names.party(actor)));
        let beside = statement_remarks(text, statement);
        let cue = [vec![one_line(statement.cue.of(text))], beside].concat().join(" · ");
        let content: Vec<String> =
            statement.content.iter().map(|span| escape(&one_line(span.of(text)))).collect();
        let (who, key) = (escape(&format!("{speaker}{addressee}")), self.key.clone());
        self.line(format_args!("<li><b>{who}</b> <span class=\"cue\">{}</span>", escape(&cue)));
        self.line(format_args!(
            "<blockquote><a href=\"#{key}-q{number}\">{}</a></blockquote></li>",
            content.join(" … ")
        ));
    }
}

fn span_of(segment: &Segment<'_>, brief: &Brief<'_>) -> String {
    let mut classes = Vec::new();
    if let Some(event_idx) = segment.act {
        classes.push(format!("act q{}", brief.events[event_idx].event.event.quad() as u8));
    }
    if segment.party.is_some() {
        classes.push("party".to_string());
    }
    if segment.said {
        classes.push("said".to_string());
    }
    let words = escape(segment.text);
    match (classes.is_empty(), segment.party) {
        (true, _) => words,
        (false, None) => format!("<span class=\"{}\">{words}</span>", classes.join(" ")),
        (false, Some(actor)) => {
            let title = escape(&brief.names.party(actor));
            format!("<span class=\"{}\" title=\"{title}\">{words}</span>", classes.join(" "))
        }
    }
}

fn figure_in_html(figure: &Figure<'_>) -> String {
    let name = one_line(figure.name);
    let sectors = figure.sectors.iter().map(|sector| format!(" <span class=\"sector\">{sector}</span>"));
    let office = figure.office.as_deref().map_or(String::new(), |office| format!(", {}", escape(office)));
    let others = figure.called.iter().map(|words| one_line(words)).filter(|words| *words != name);
    let called: Vec<String> = others.map(|words| format!("“{}”", escape(&words))).collect();
    let called =
        if called.is_empty() { String::new() } else { format!("<br><small>{}</small>", called.join(", ")) };
    format!("<b>{}</b>{}{office}{called}", escape(&name), sectors.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_report_stays_words() {
        assert_eq!(escape("<script>\"a\" & 'b'\u{7}\u{1b}"), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;");
    }
}
